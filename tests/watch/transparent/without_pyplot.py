import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure

fig = Figure(figsize=(3, 2), layout="constrained")
canvas = FigureCanvasAgg(fig)
left, right = fig.subplots(1, 2)
left.imshow([[1, 2], [3, 4]])
right.bar(["a", "b"], [1, 2])
canvas.draw()
pixels = bytes(canvas.buffer_rgba())
print(len(pixels), canvas.get_width_height(), sum(pixels) % 9973)
canvas.print_png("x.png")
stream = io.BytesIO()
fig.savefig(stream, format="png", dpi=50)
print(len(stream.getvalue()), stream.closed)
FigureCanvasPdf(fig).print_pdf("x.pdf", metadata={"CreationDate": None})
bare = Figure()
bare.add_axes((0, 0, 1, 1)).plot([1, 2])
print(bare.canvas.__class__.__name__, hasattr(bare, "number"), fig.number if hasattr(fig, "number") else None)
try:
    bare.show()
except AttributeError as problem:
    print(problem)
