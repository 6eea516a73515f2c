import cProfile
import contextlib
import importlib
import io
import runpy
import timeit
import tracemalloc
import unittest

import matplotlib.pyplot as plt

with open("other.py", "w") as file:
    file.write("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('other.png')\nvalue = __name__\n")
print(runpy.run_path("other.py")["value"], runpy.run_path("other.py", run_name="__main__")["value"])
profile = cProfile.Profile()
profile.runcall(plt.plot, [1, 2])
print(any(name == "plot" for _, _, name in (entry.code.co_qualname and (0, 0, entry.code.co_name) for entry in profile.getstats() if hasattr(entry.code, "co_qualname"))))
print(timeit.timeit(lambda: plt.plot([1]), number=2) > 0)
tracemalloc.start()
plt.imshow([[1, 2]])
print(tracemalloc.get_traced_memory()[1] > 0)
tracemalloc.stop()
with contextlib.redirect_stdout(io.StringIO()) as heard:
    print("unheard")
    plt.plot([1, 2])
print(repr(heard.getvalue()))
importlib.reload(plt)
plt.plot([1, 2])


class Draws(unittest.TestCase):
    def test_line(self):
        self.assertEqual(len(plt.plot([1, 2])), 1)

    def test_error(self):
        with self.assertRaisesRegex(TypeError, "Invalid shape"):
            plt.imshow([1, 2])

    def test_warns(self):
        with self.assertWarns(UserWarning):
            plt.figure().legend() or plt.legend()


plt.savefig("x.png")
unittest.main(argv=["tools"], verbosity=0, testRunner=unittest.TextTestRunner(stream=io.StringIO()))
