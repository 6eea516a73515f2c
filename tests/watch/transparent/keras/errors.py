import traceback

import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(1)
inputs = keras.Input((8, 8, 3))
outputs = keras.layers.Dense(2)(keras.layers.Flatten()(keras.layers.Conv2D(2, 3, name="conv")(inputs)))
model = keras.Model(inputs, outputs, name="net")


def tell(attempt):
    try:
        print(attempt())
    except Exception as problem:
        print("".join(traceback.format_exception(problem)))
        print([f.name for f in traceback.extract_tb(problem.__traceback__)])


tell(lambda: model.predict(np.zeros((8, 8)), verbose=0))
tell(lambda: model(np.zeros((1, 4, 4, 3))))
tell(lambda: model.fit(np.zeros((2, 8, 8, 3)), np.zeros((3, 2))))
tell(lambda: model.get_layer("nothing"))
tell(lambda: keras.Sequential([keras.layers.Dense(1)]).output)
tell(lambda: keras.utils.array_to_img(np.zeros((2, 2, 7))))
tell(lambda: model.set_weights([]))
tell(lambda: plt.imshow(model.get_layer("conv").output))
tell(lambda: keras.layers.Dense("many"))
plt.plot(model.predict(np.zeros((1, 8, 8, 3)), verbose=0)[0])
plt.savefig("x.png")
plt.imshow(model.get_layer("conv").get_weights()[0])
