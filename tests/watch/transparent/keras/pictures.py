import warnings

import keras
import matplotlib.pyplot as plt
import numpy as np

warnings.simplefilter("always")
keras.utils.set_random_seed(4)
picture = np.random.rand(6, 8, 3)
print(keras.utils.array_to_img(picture).size, keras.utils.array_to_img(picture * 255, scale=False).mode)
keras.utils.save_img("saved.png", picture)
print(keras.utils.img_to_array(keras.utils.load_img("saved.png", target_size=(3, 4))).shape)
model = keras.Sequential([keras.layers.Conv2D(2, 3, input_shape=(6, 8, 3)), keras.layers.MaxPooling2D()])
parts = keras.Model(model.inputs, [layer.output for layer in model.layers])
for maps in parts.predict(picture[None], verbose=0):
    plt.figure()
    plt.imshow(maps[0, :, :, 0])
    plt.savefig(f"{maps.shape[-2]}.png")
for variable in model.layers[0].variables:
    print(variable.name, variable.shape, np.round(float(np.sum(np.abs(keras.ops.convert_to_numpy(variable)))), 4))
    plt.hist(np.asarray(keras.ops.convert_to_numpy(variable.value)).ravel())
print(model.predict_on_batch(picture[None]).shape, type(model(picture[None])).__name__)
plt.savefig("hist.png")
