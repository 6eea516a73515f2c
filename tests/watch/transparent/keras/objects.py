import gc
import inspect
import pickle
import weakref

import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(2)
model = keras.Sequential([keras.Input((4,), name="given"), keras.layers.Dense(3, name="dense")], name="net")
for function in (model.fit, model.predict, keras.Model.__init__, keras.layers.Layer.__call__, model.get_weights):
    print(function.__name__, inspect.signature(function), len(function.__doc__ or ""), function.__qualname__)
print(model.predict == model.predict, "fit" in dir(model), type(model).__mro__[1].__name__)
print(model.get_config()["name"], sorted(model.get_config()), len(model.to_json()) > 100)
again = keras.models.clone_model(model)
again.set_weights(model.get_weights())
x = np.ones((2, 4), "float32")
print(np.allclose(model.predict(x, verbose=0), again.predict(x, verbose=0)), again.count_params())
model.save("net.keras")
print([layer.name for layer in keras.saving.load_model("net.keras").layers])
import os

os.remove("net.keras")
print(len(pickle.dumps(model)) > 100)
plt.imshow(model.get_weights()[0])
plt.savefig("x.png")
weights = model.get_weights()[0]
gone = weakref.ref(weights)
del weights
prediction = model.predict(x, verbose=0)
plt.plot(prediction)
freed = weakref.ref(prediction)
del prediction
reference = weakref.ref(again)
del again
gc.collect()
print("freed", gone() is None, freed() is None, reference() is None)
keras.backend.clear_session()
print(keras.layers.Dense(1).name, keras.backend.image_data_format())
