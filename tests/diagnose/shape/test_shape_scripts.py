"""Shape causes on small scripts, and the right scripts that look like them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diagnose.scripts import checked, family, said

SHAPE = family("shape")

PATCHES = (
    "y, x = np.mgrid[:48, :80] / 80\n"
    "photo = np.stack([np.sin(6 * x + 3 * y), np.cos(5 * y), x * y], -1) / 2 + 0.5\n"
    "t = photo.reshape(6, 8, 10, 8, 3).transpose(0, 2, 1, 3, 4).reshape(-1, 192)\n"
)

ROWS = (
    "y, x = np.mgrid[:24, :30] / 30\n"
    "many = np.stack([[np.sin(7 * x + k) * y, np.cos(6 * y + k * x), x * y] for k in range(5)]) / 2 + 0.5\n"
    "planar, beside = many.reshape(5, -1), many.transpose(0, 2, 3, 1).reshape(5, -1)\nnp.save('rows.npy', planar)\n"
)

INK = (
    "from matplotlib.patches import Rectangle\nfrom scipy import ndimage\nm = np.ones((70, 50))\n"
    "for t, l, b, r in ((5, 6, 12, 40), (25, 4, 33, 22), (55, 20, 66, 46)):\n    m[t:b:2, l:r] = 0.1\n"
    "def found(a):\n    k, _ = ndimage.label(ndimage.minimum_filter(a, 3) < 0.5)\n"
    "    return [(i.start, j.start, i.stop, j.stop) for i, j in ndimage.find_objects(k)]\n"
    "def outline(ax, all_of_them):\n    for p, q, u, v in all_of_them:\n"
    "        ax.add_patch(Rectangle((p, q), u - p, v - q, fill=False))\n"
    "plt.imshow(m)\n"
)

FEED = (
    "from PIL import Image\ny, x = np.mgrid[:64, :96]\n"
    "photo = (120 + 60 * np.sin(x / 9) + 60 * np.cos(y / 14)).astype('uint8')\n"
    "class Feed:\n    def __getitem__(self, i):\n"
    "        small = Image.fromarray(photo).resize((32, 48))\n        return np.asarray(small) / 255\n"
)

WRONG = {
    "batch of colour pictures": ("plt.imshow(rng.random((8, 32, 32, 3)))", "batch-axis"),
    "batch of channels first": ("plt.imshow(rng.random((8, 3, 32, 32)))", "batch-axis"),
    "batch of grey pictures": ("plt.imshow(rng.random((16, 28, 28)))", "batch-axis"),
    "one grey picture with its batch": ("plt.matshow(rng.random((1, 20, 30)))", "batch-axis"),
    "row in a bar chart": ("plt.bar(['a', 'b', 'c'], rng.random((1, 3)))", "batch-axis"),
    "row of lying bars": ("plt.barh(['a', 'b', 'c'], rng.random((1, 3)))", "batch-axis"),
    "row against its x": ("plt.plot(np.arange(50), rng.random((1, 50)))", "batch-axis"),
    "bands along a row": ("p = rng.random((1, 9))\nplt.fill_between(range(9), p - 1, p + 1)", "batch-axis"),
    "band up to a row": ("plt.fill_between(range(9), 0, rng.random((1, 9)))", "batch-axis"),
    "band beside a row": ("plt.fill_betweenx(range(9), rng.random((1, 9)))", "batch-axis"),
    "steps along a row": ("plt.stairs(rng.random((1, 9)))", "batch-axis"),
    "invisible points": ("plt.plot(rng.random((1, 40)))\nplt.savefig('a.png')", "batch-axis"),
    "batch of series": ("plt.plot(rng.random((1, 40, 3)))", "batch-axis"),
    "batch of one surface": (
        "x, y = np.mgrid[:9, :9]\nax = plt.figure().add_subplot(projection='3d')\nax.plot_surface(x, y, (x * y)[None])",
        "batch-axis",
    ),
    "vector of pixels": ("plt.imshow(rng.random(784))", "flattened-image"),
    "strip of pixels": ("plt.imshow(rng.random((1, 784)))\nplt.savefig('a.png')", "flattened-image"),
    "colours first": ("plt.imshow(rng.random((3, 40, 60)))", "channels-first"),
    "feature maps": ("plt.imshow(rng.random((14, 14, 32)))", "too-many-channels"),
    "two channels": ("plt.imshow(rng.random((30, 40, 2)))", "too-many-channels"),
    "whole kernel": ("plt.imshow(rng.random((3, 3, 1, 32)))", "too-many-channels"),
    "stray x": ("plt.plot([1, 2, 3], [1, 2])", "length-mismatch"),
    "scatter of unlike lengths": ("plt.scatter(np.arange(4), np.arange(5))", "length-mismatch"),
    "bars of unlike lengths": ("plt.bar(['a', 'b', 'c'], [1, 2, 3, 4])", "length-mismatch"),
    "errors of unlike length": ("m, s = rng.random(5), rng.random(4)\nplt.errorbar(range(5), m, s)", "length-mismatch"),
    "weights of unlike length": (
        "m, s = rng.random(5), rng.random(4)\nplt.hist(m, bins=[0, 0.5, 1], weights=s)",
        "length-mismatch",
    ),
    "band of unlike length": (
        "m, s = rng.random(5), rng.random(4)\nplt.fill_between(range(5), m, s)",
        "length-mismatch",
    ),
    "sizes of unlike length": ("m, s = rng.random(5), rng.random(4)\nplt.scatter(m, m, s=s)", "length-mismatch"),
    "slices without a name": ("plt.pie([1, 2, 3], labels=['a', 'b'])", "length-mismatch"),
    "residuals of unlike length": ("m, s = rng.random(5), rng.random(4)\nplt.plot(np.abs(m - s))", "length-mismatch"),
    "column of unlike length": (
        "import pandas as pd\nd = pd.DataFrame({'y': rng.random(5)})\nd['fit'] = rng.random(4)\nd.plot()",
        "length-mismatch",
    ),
    "names of bars of unlike length": (
        "import seaborn as sns\nk, v = ['a', 'b', 'c'], rng.random(2)\nsns.barplot(x=k, y=v)",
        "length-mismatch",
    ),
    "ragged stack": ("m = [np.zeros((4, 4)), np.zeros((5, 5))]\nnp.stack(m)", "ragged-array"),
    "ragged list drawn": ("plt.imshow([np.zeros((4, 4)), np.zeros((5, 5))])", "ragged-array"),
    "ragged series drawn at once": ("s = [rng.random(n) for n in (7, 9, 8)]\nplt.plot(s[:2])", "ragged-array"),
    "ragged series below each other": ("s = [rng.random(n) for n in (7, 9)]\nnp.vstack(s)", "ragged-array"),
    "ragged bands": ("plt.fill_between(range(3), [[1, 2], [1], [2]], 0)", "ragged-array"),
    "ragged layers": ("s = [rng.random(n) for n in (5, 6)]\nplt.stackplot(range(5), s)", "ragged-array"),
    "ragged columns": (
        "import pandas as pd\na, b = rng.random(4), rng.random(5)\npd.DataFrame({'a': a, 'b': b}).plot()",
        "ragged-array",
    ),
    "ragged log": (
        "import pandas as pd\nh = {'loss': [3, 2, 1], 'val_loss': [2]}\npd.DataFrame(h).plot()",
        "ragged-array",
    ),
    "tiles counted wrong": ("t = np.zeros((24, 8, 8))\nt.reshape(5, 5, 8, 8)", "grid-size-mismatch"),
    "tiles of two sizes": ("t = [np.zeros((8, 8)), np.zeros((9, 9))]\nnp.hstack(t)", "grid-size-mismatch"),
    "masks turned": ("a = np.ones((30, 40))\nb = np.ones((40, 30))\na * b", "swapped-image-axes"),
    "scores": (
        "s = rng.random((20, 20, 5))\nplt.imshow(s / s.sum(-1, keepdims=True))",
        "class-scores-not-argmax",
    ),
    "clip": (
        "t, y, x = np.mgrid[0:1:12j, -1:1:24j, -1:1:24j]\nc = np.sin(3 * (x + t))[..., None]\nplt.imshow(c)",
        "volume-as-image",
    ),
    "mosaic cut in slices": (
        "y, x = np.mgrid[-1:1:8j, -1:1:8j]\n"
        "d = np.stack([np.exp(-4 * ((x - a) ** 2 + y**2)) for a in rng.uniform(-1, 1, 16)])\n"
        "plt.imshow(d.reshape(32, 32))\nplt.savefig('a.png')",
        "scrambled-reshape",
    ),
    "rows of pixels cut in slices": (
        "y, x = np.mgrid[-1:1:8j, -1:1:8j]\n"
        "d = np.stack([np.exp(-4 * ((x - a) ** 2 + y**2)).ravel() for a in rng.uniform(-1, 1, 25)])\n"
        "m = d.reshape(40, 40)\nplt.imshow(m)\nplt.savefig('a.png')",
        "scrambled-reshape",
    ),
    "map on its side beside its photo": (
        "y, x = np.mgrid[:40, :64]\nphoto = np.exp(-((y - 9) ** 2 + (x - 50) ** 2) / 90)\n"
        "canvas = np.zeros((64, 40))\nfor r in range(40):\n    for c in range(64):\n"
        "        canvas[c, r] = photo[r, c] ** 1.3\n"
        "f, a = plt.subplots(1, 2)\na[0].imshow(photo)\na[1].imshow(canvas)\nf.savefig('a.png')",
        "swapped-image-axes",
    ),
    "row-first circles": (
        "p = np.c_[rng.integers(6, 44, 9), rng.integers(6, 94, 9)]\nm = np.zeros((50, 100))\n"
        "for r, c in p:\n    m[r - 2:r + 3, c - 2:c + 3] = 1\nfig, ax = plt.subplots()\nax.imshow(m)\n"
        "for q in p:\n    ax.add_patch(plt.Circle(q, 4, fill=False))\nfig.savefig('a.png')",
        "rowcol-as-xy",
    ),
    "row-first points one by one": (
        "p = np.c_[rng.integers(4, 46, 9), rng.integers(4, 96, 9)]\nm = np.zeros((50, 100))\n"
        "for r, c in p:\n    m[r - 2:r + 3, c - 2:c + 3] = 1\nplt.imshow(m)\n"
        "for q in p:\n    plt.plot(q[0], q[1], 'rx')\nplt.savefig('a.png')",
        "rowcol-as-xy",
    ),
    "boxes that take the row as x": (
        "from matplotlib.patches import Rectangle\nm = np.zeros((50, 90))\nm[30:44, 8:20] = m[4:12, 60:84] = 1\n"
        "fig, ax = plt.subplots()\nax.imshow(m)\n"
        "for r, c, h, w in ((30, 8, 14, 12), (4, 60, 8, 24)):\n    ax.add_patch(Rectangle((r, c), h, w, fill=False))\n"
        "fig.savefig('a.png')",
        "rowcol-as-xy",
    ),
    "landscape filled by slope and offset": (
        "a, b, z = np.linspace(0, 4, 20), np.linspace(-1, 1, 20), np.zeros((20, 20))\n"
        "for i, p in enumerate(a):\n    for j, q in enumerate(b):\n        z[i, j] = p * p + q\n"
        "plt.contourf(a, b, z)\nplt.savefig('a.png')",
        "swapped-image-axes",
    ),
    "channels moved by name only": (
        "y, x = np.mgrid[-1:1:24j, -1:1:24j]\np = np.stack([x, y, x * y])\nq = p.reshape(24, 24, 3)\n"
        "plt.imshow((q + 1) / 2)\nplt.savefig('a.png')",
        "scrambled-reshape",
    ),
    "hottest pixel turned": (
        "m = rng.random((20, 30))\npeak = np.unravel_index(m.argmax(), m.shape)\nplt.imshow(m)\n"
        "plt.plot(peak[0], peak[1], 'r+')\nplt.savefig('a.png')",
        "rowcol-as-xy",
    ),
    "line of points turned": (
        "f = np.zeros((50, 80))\nf[[5, 20, 40, 30, 45, 10], [70, 60, 20, 55, 75, 65]] = 1\np = np.argwhere(f)\n"
        "plt.imshow(f)\nplt.plot(p[:, 0], p[:, 1], 'r.')\nplt.savefig('a.png')",
        "rowcol-as-xy",
    ),
    "few points that a generator gives row first": (
        "y, x = np.mgrid[:28, :44]\nf = rng.normal(0, 0.02, (28, 44))\n"
        "for r, c in ((5, 38), (20, 8)):\n    f += np.exp(-((y - r) ** 2 + (x - c) ** 2) / 4)\n"
        "def tops(a):\n    a = a.copy()\n    for _ in range(2):\n"
        "        at = np.unravel_index(a.argmax(), a.shape)\n        yield at\n"
        "        a[max(at[0] - 4, 0):at[0] + 5, max(at[1] - 4, 0):at[1] + 5] = 0\n"
        "plt.imshow(f)\nfor n, (p, q) in enumerate(tops(f)):\n    plt.plot(p, q, 'x')\nplt.savefig('a.png')",
        "rowcol-as-xy",
    ),
    "three peaks from a file, turned": (
        "y, x = np.mgrid[:28, :44]\nf = rng.normal(0, 0.02, (28, 44))\nat = np.array([(5, 38), (20, 8), (13, 25)])\n"
        "for r, c in at:\n    f += np.exp(-((y - r) ** 2 + (x - c) ** 2) / 4)\n"
        "plt.imshow(f)\nplt.scatter(at[:, 0], at[:, 1])\nplt.savefig('a.png')",
        "rowcol-as-xy",
    ),
    "boxes of a helper around dark strokes": (
        INK + "outline(plt.gca(), found(m))\nplt.savefig('a.png')",
        "rowcol-as-xy",
    ),
    "centres of labels on a square picture": (
        "from scipy import ndimage\nm = np.zeros((40, 40))\nm[4:9, 20:25] = m[30:34, 5:9] = 1\n"
        "k, n = ndimage.label(m)\nplt.imshow(m)\n"
        "for a, b in ndimage.center_of_mass(m, k, [1, 2]):\n    plt.plot(a, b, 'r+')\nplt.savefig('a.png')",
        "rowcol-as-xy",
    ),
    "tiles in colours put together under one name": (
        PATCHES + "p = t.reshape(6, 10, 8, 8, 3)\np = p.reshape(48, 80, 3)\nplt.imshow(p)\nplt.savefig('a.png')",
        "scrambled-reshape",
    ),
    "tiles put together in a function": (
        PATCHES + "def back(rows, h, w):\n    return rows.reshape((h, w, 3))\n"
        "whole = back(t, 48, 80)\nplt.imshow(np.clip(whole, 0, 1))\nplt.savefig('a.png')",
        "scrambled-reshape",
    ),
    "mosaic of a method": (
        "y, x = np.mgrid[-1:1:8j, -1:1:8j]\n"
        "d = np.stack([np.exp(-4 * ((x - a) ** 2 + y**2)) for a in rng.uniform(-1, 1, 16)])[..., None]\n"
        "class Sheet:\n    def __init__(self, d):\n        self.d = d\n"
        "    def whole(self):\n        return self.d.reshape(32, 32)\n"
        "plt.imshow(Sheet(d).whole())\nplt.savefig('a.png')",
        "scrambled-reshape",
    ),
    "planes of colours read as pixels": (
        ROWS + "held = {'data': np.load('rows.npy')}\np = held['data'].reshape(-1, 24, 30, 3)\nplt.imshow(p[2])\n"
        "plt.savefig('a.png')",
        "scrambled-reshape",
    ),
    "one row of planes read as pixels": (
        ROWS + "def show(row):\n    plt.imshow(np.reshape(row, (24, 30, 3)))\nshow(planar[3])\nplt.savefig('a.png')",
        "scrambled-reshape",
    ),
    "pixels of colours read as planes": (
        ROWS + "def picture(row):\n    return row.reshape(3, 24, 30).transpose(1, 2, 0)\n"
        "plt.imshow(picture(beside[1]))\nplt.savefig('a.png')",
        "scrambled-reshape",
    ),
    "spectra from a table of pixels": (
        "y, x = np.mgrid[:18, :30] / 30\nw = np.linspace(0, 1, 25)\n"
        "c = np.exp(-(((w - x[..., None]) / 0.3) ** 2)) * y[..., None]\nrows = c.reshape(-1, 25)\n"
        "plt.imshow(np.clip(rows * 1.1, 0, 1).reshape(18, 30, 25))",
        "too-many-channels",
    ),
    "pictures out of a class, resized to width and height": (
        FEED + "f, a = plt.subplots(1, 2)\na[0].imshow(photo)\na[1].imshow(Feed()[0])\nf.savefig('a.png')",
        "swapped-image-axes",
    ),
    "pictures out of a function that is mapped": (
        FEED + "def small(i):\n    return Feed()[i]\n"
        "a = plt.subplots(2, 2)[1]\nfor p, b in zip(map(small, [0, 0]), a):\n"
        "    b[0].imshow(photo)\n    b[1].imshow(p)\nplt.savefig('a.png')",
        "swapped-image-axes",
    ),
    "surface over a wide plane": (
        "a, b = np.linspace(0, 9, 60), np.linspace(0, 4, 40)\nxx, yy = np.meshgrid(a, b, indexing='ij')\n"
        "plt.imshow(np.sin(xx) + yy, origin='lower', extent=(0, 9, 0, 4))\nplt.savefig('a.png')",
        "swapped-image-axes",
    ),
}

RIGHT = {
    "pictures out of a class, of their own shape": FEED.replace("(32, 48)", "(48, 32)")
    + "f, a = plt.subplots(1, 2)\na[0].imshow(photo)\na[1].imshow(Feed()[0])",
    "pictures out of a class, cut to a tall one": FEED.replace(".resize((32, 48))", ".crop((0, 0, 32, 48))")
    + "f, a = plt.subplots(1, 2)\na[0].imshow(photo)\na[1].imshow(Feed()[0])",
    "another picture, which is tall": FEED
    + "f, a = plt.subplots(1, 2)\na[0].imshow(photo)\na[1].imshow(rng.random((48, 32)))",
    "planes of colours read as planes": ROWS + "plt.imshow(planar.reshape(-1, 3, 24, 30).transpose(0, 2, 3, 1)[2])",
    "pixels of colours read as pixels": ROWS + "plt.imshow(beside.reshape(-1, 24, 30, 3)[2])",
    "grey pixels of three like colours": ROWS
    + "g = many.mean(1).reshape(5, -1).repeat(3, axis=1)\nplt.imshow(g[2].reshape(24, 30, 3))",
    "colours of noise": "plt.imshow(rng.random((4, 32 * 32 * 3)).reshape(-1, 32, 32, 3)[1])",
    "bands of colour": "p = np.repeat(rng.random((24, 1)), 90, 1).ravel()\nplt.imshow(p.reshape(24, 30, 3))",
    "boxes of a helper where they belong": INK.replace("(p, q), u - p, v - q", "(q, p), v - q, u - p")
    + "outline(plt.gca(), found(m))",
    "boxes around dark strokes, one beyond the edge": INK.replace("(p, q), u - p, v - q", "(q, p), v - q, u - p + 9")
    + "outline(plt.gca(), found(m))",
    "boxes around nothing, one beyond the edge": INK
    + "m[:] = rng.random(m.shape)\nplt.imshow(m)\noutline(plt.gca(), [(4, 4, 9, 30), (40, 8, 52, 20)])",
    "tiles in colours laid out": (
        PATCHES + "p = t.reshape(6, 10, 8, 8, 3)\np = p.transpose(0, 2, 1, 3, 4).reshape(48, 80, 3)\nplt.imshow(p)"
    ),
    "table of tiles beside its photo": (
        PATCHES + "a, b = plt.subplots(1, 2)[1]\na.imshow(photo.reshape(48, 80, 3))\nb.imshow(t, aspect='auto')"
    ),
    "days of hours cut into weeks": (
        "h = np.sin(np.arange(140 * 24) / 24 * 2 * np.pi) + np.repeat(rng.random(140), 24)\nd = h.reshape(140, 24)\n"
        "def weeks(a):\n    return a.reshape(20, 168)\nplt.plot(weeks(d)[3])"
    ),
    "few points of a generator": (
        "y, x = np.mgrid[:28, :44]\nf = rng.normal(0, 0.02, (28, 44))\n"
        "for r, c in ((5, 38), (20, 8)):\n    f += np.exp(-((y - r) ** 2 + (x - c) ** 2) / 4)\n"
        "def tops(a):\n    a = a.copy()\n    for _ in range(2):\n"
        "        at = np.unravel_index(a.argmax(), a.shape)\n        yield at\n"
        "        a[max(at[0] - 4, 0):at[0] + 5, max(at[1] - 4, 0):at[1] + 5] = 0\n"
        "plt.imshow(f)\nfor n, (p, q) in enumerate(tops(f)):\n    plt.plot(q, p, 'x')"
    ),
    "row first over a picture that was transposed": (
        "m = np.zeros((40, 60))\nm[[5, 20, 33], [38, 31, 8]] = 1\na, b = np.nonzero(m)\n"
        "plt.imshow(m.T)\nplt.scatter(a, b)"
    ),
    "three points on noise": (
        "plt.imshow(rng.random((30, 50)))\nfor x, y in ((10, 5), (20, 8), (25, 12)):\n    plt.plot(x, y, 'o')"
    ),
    "centres of labels as x and y": (
        "from scipy import ndimage\nm = np.zeros((40, 40))\nm[4:9, 20:25] = m[30:34, 5:9] = 1\n"
        "k, n = ndimage.label(m)\nplt.imshow(m)\n"
        "for a, b in ndimage.center_of_mass(m, k, [1, 2]):\n    plt.plot(b, a, 'r+')"
    ),
    "points where they belong, one by one": (
        "p = np.c_[rng.integers(4, 46, 9), rng.integers(4, 96, 9)]\nm = np.zeros((50, 100))\n"
        "for r, c in p:\n    m[r - 2:r + 3, c - 2:c + 3] = 1\nplt.imshow(m)\n"
        "for q in p:\n    plt.plot(q[1], q[0], 'rx')\nplt.savefig('a.png')"
    ),
    "boxes where they belong": (
        "from matplotlib.patches import Rectangle\nm = np.zeros((50, 90))\nm[30:44, 8:20] = m[4:12, 60:84] = 1\n"
        "fig, ax = plt.subplots()\nax.imshow(m)\n"
        "for r, c, h, w in ((30, 8, 14, 12), (4, 60, 8, 24)):\n    ax.add_patch(Rectangle((c, r), w, h, fill=False))\n"
        "fig.savefig('a.png')"
    ),
    "a picture and itself transposed": (
        "m = np.add.outer(np.arange(20.0), np.arange(30.0))\nf, a = plt.subplots(1, 2)\na[0].imshow(m)\n"
        "a[1].imshow(m.T)\nf.savefig('a.png')"
    ),
    "two pictures of exchanged size": (
        "y, x = np.mgrid[:20, :30]\nf, a = plt.subplots(1, 2)\na[0].imshow(np.sin(y / 3))\n"
        "a[1].imshow(np.cos(np.arange(30.0)[:, None] * np.ones(20)))\nf.savefig('a.png')"
    ),
    "grey with one channel": "plt.imshow(rng.random((28, 28, 1)))",
    "colours": "plt.imshow(rng.random((28, 28, 3)))",
    "colours with opacity": "plt.imshow(rng.random((28, 28, 4)))",
    "three rows": "plt.imshow(rng.random((3, 32)))",
    "table of numbers": "plt.imshow(rng.random((12, 64)))",
    "ramp of colours": "plt.imshow(np.linspace(0, 1, 256)[None], extent=(0, 1, 0, 0.1))",
    "strip stretched": "plt.imshow(rng.random((1, 256)), aspect='auto')",
    "row of points with markers": "plt.plot(rng.random((1, 4)), 'o')",
    "several lines": "plt.plot(np.arange(40), rng.random((40, 3)))",
    "one x for all bars": "plt.bar(3, 4)",
    "reshape that splits": "v = rng.random(784)\nplt.imshow(v.reshape(28, 28))",
    "reshape that merges": "m = rng.random((10, 8, 8))\nplt.imshow(m.reshape(10, 64))",
    "reshape of noise": "m = rng.random((16, 8, 8))\nplt.imshow(m.reshape(32, 32))",
    "mosaic laid out": (
        "y, x = np.mgrid[-1:1:8j, -1:1:8j]\n"
        "d = np.stack([np.exp(-4 * ((x - a) ** 2 + y**2)) for a in rng.uniform(-1, 1, 16)])\n"
        "plt.imshow(d.reshape(4, 4, 8, 8).transpose(0, 2, 1, 3).reshape(32, 32))"
    ),
    "pictures below each other": (
        "y, x = np.mgrid[-1:1:8j, -1:1:8j]\nd = np.stack([x, y, x * y])\nplt.imshow(d.reshape(24, 8))"
    ),
    "interleaved samples": (
        "t = np.linspace(0, 9, 100)\nraw = np.stack([np.sin(t), np.cos(t)], 1).ravel()\nplt.plot(raw.reshape(100, 2))"
    ),
    "hottest pixel": (
        "m = rng.random((20, 30))\nrow, column = np.unravel_index(m.argmax(), m.shape)\nplt.imshow(m)\n"
        "plt.plot(column, row, 'r+')"
    ),
    "points as x and y": (
        "f = np.zeros((50, 80))\nf[[5, 20, 40, 30, 45, 10], [70, 60, 20, 55, 75, 65]] = 1\np = np.argwhere(f)\n"
        "plt.imshow(f)\nplt.plot(p[:, 1], p[:, 0], 'r.')"
    ),
    "points beside a picture": "plt.imshow(rng.random((50, 80)))\nplt.plot([90, 92, 95, 99], [10, 20, 60, 70], 'r.')",
    "landscape filled row by row": (
        "a, b, z = np.linspace(0, 4, 20), np.linspace(-1, 1, 20), np.zeros((20, 20))\n"
        "for i, q in enumerate(b):\n    for j, p in enumerate(a):\n        z[i, j] = p * p + q\n"
        "plt.contourf(a, b, z)"
    ),
    "landscape transposed in the call": (
        "a, b, z = np.linspace(0, 4, 20), np.linspace(-1, 1, 20), np.zeros((20, 20))\n"
        "for i, p in enumerate(a):\n    for j, q in enumerate(b):\n        z[i, j] = p * p + q\n"
        "plt.pcolormesh(a, b, z.T)"
    ),
    "rows of pixels laid out": (
        "y, x = np.mgrid[-1:1:8j, -1:1:8j]\n"
        "d = np.stack([np.exp(-4 * ((x - a) ** 2 + y**2)).ravel() for a in rng.uniform(-1, 1, 25)])\n"
        "plt.imshow(d.reshape(5, 5, 8, 8).transpose(0, 2, 1, 3).reshape(40, 40))"
    ),
    "surface of the same plane": (
        "a, b = np.linspace(0, 9, 60), np.linspace(0, 4, 40)\nxx, yy = np.meshgrid(a, b)\n"
        "plt.imshow(np.sin(xx) + yy, origin='lower', extent=(0, 9, 0, 4))"
    ),
    "portrait beside a landscape": (
        "plt.subplot(121)\nplt.imshow(rng.random((30, 40)))\nplt.subplot(122)\nplt.imshow(rng.random((40, 30)))"
    ),
    "composition that is no score map": "s = np.zeros((20, 20, 3))\ns[..., 0] = 1\nplt.imshow(s)",
    "ragged series in boxes": "plt.boxplot([rng.random(n) for n in (7, 9, 8)])",
    "ragged series one by one": "for s in [rng.random(n) for n in (7, 9, 8)]:\n    plt.plot(s)",
    "series of one length": "plt.plot([rng.random(7) for n in range(3)])",
    "errors on both sides": "m, s = rng.random(5), rng.random((2, 5))\nplt.errorbar(range(5), m, s)",
    "one size for all": "plt.scatter(rng.random(5), rng.random(5), s=[9.0])",
    "caught mismatch": "try:\n    plt.plot([1, 2], [1])\nexcept ValueError:\n    plt.plot([1, 2], [1, 2])",
}


@pytest.mark.parametrize("name", WRONG)
def test_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, cause = WRONG[name]
    found = said(checked(code, tmp_path, monkeypatch, SHAPE))
    assert found
    assert found[0][:2] == (cause, "error")


@pytest.mark.parametrize("name", RIGHT)
def test_silent(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(checked(RIGHT[name] + "\nplt.savefig('a.png')", tmp_path, monkeypatch, SHAPE)) == []


def test_the_bounds_of_a_band_are_rows_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, both = (
        checked(f"p, q = rng.random((2, 1, 9))\nplt.fill_between(range(9), {band})", tmp_path, monkeypatch, SHAPE)
        for band in ("p", "p, q")
    )
    assert [f.fix.after for f in one.findings if f.fix] == ["p[0]"]
    assert [f.fix for f in both.findings] == [None]  # one without the other would raise again


@pytest.mark.parametrize("band", ["p.T", "p[:, :5]", "0, p[:, :1]", "np.vstack([p, p])"])
def test_a_band_that_no_row_would_mend(band: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"p = rng.random((1, 9))\nplt.fill_between(range(9), {band})"
    assert "batch-axis" not in [cause for cause, *_ in said(checked(code, tmp_path, monkeypatch, SHAPE))]


def test_a_mismatch_says_both_lengths_and_counts_what_y_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = checked("y = [3, 2, 1]\nplt.plot(range(20), y)", tmp_path, monkeypatch, SHAPE)
    finding = report.findings[0]
    assert "(20,)" in finding.message
    assert "(3,)" in finding.message
    assert finding.fix is not None
    assert (finding.fix.before, finding.fix.after) == ("range(20)", "range(len(y))")


def test_a_size_given_by_name_is_named_where_it_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "from PIL import Image\ny, x = np.mgrid[:40, :64]\np = np.uint8(127 + 127 * np.sin(y / 9) * np.cos(x / 5))\n"
        "def fitted(m, under):\n    size = under.shape[:2]\n"
        "    return np.asarray(Image.fromarray(m).resize(size, Image.BILINEAR))\n"
        "plt.imshow(p)\nplt.imshow(fitted(p[::4, ::4], p), alpha=0.5)\nplt.savefig('a.png')"
    )
    report = checked(code, tmp_path, monkeypatch, SHAPE)
    assert said(report) == [("swapped-image-axes", "error", 5)]
    fix = report.findings[0].fix
    assert fix is not None
    assert fix.after == "under.shape[1::-1]"
    assert said(checked(code.replace("[:2]", "[1::-1]"), tmp_path, monkeypatch, SHAPE)) == []


def test_a_mosaic_is_put_right_where_it_was_reshaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = WRONG["mosaic cut in slices"][0].replace(
        "plt.imshow(d.reshape(32, 32))", "c = d.reshape(32, 32)\nplt.imshow(c)"
    )
    report = checked(code, tmp_path, monkeypatch, SHAPE)
    assert said(report) == [("scrambled-reshape", "error", 3)]
    fix = report.findings[0].fix
    assert fix is not None
    assert fix.after == "d.reshape(4, 4, 8, 8).transpose(0, 2, 1, 3).reshape(32, 32)"
