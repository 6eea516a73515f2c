import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(8)
left, right = keras.Input((4, 2), name="left"), keras.Input((3,), name="right")
state = keras.layers.LSTM(3, return_sequences=True, name="lstm")(left)
attended, scores = keras.layers.MultiHeadAttention(1, 2, name="attention")(state, state, return_attention_scores=True)
merged = keras.layers.Concatenate()([keras.layers.GlobalAveragePooling1D()(attended), right])
model = keras.Model({"left": left, "right": right}, {"out": keras.layers.Dense(2, name="out")(merged), "scores": scores})
model.compile("adam", {"out": "mse"})
given = {"left": np.random.rand(5, 4, 2), "right": np.random.rand(5, 3)}
history = model.fit(given, {"out": np.zeros((5, 2))}, epochs=2, verbose=0)
answers = model.predict(given, verbose=0)
print({k: v.shape for k, v in answers.items()}, np.round(history.history["loss"], 3), list(given))
again = model(given)
print(type(again).__name__, sorted(again), {k: tuple(v.shape) for k, v in again.items()})
fig, axes = plt.subplots(1, 2)
axes[0].imshow(answers["scores"][0, 0])
axes[1].plot(answers["out"])
fig.savefig("x.png")
frozen = keras.layers.Normalization()
frozen.adapt(given["right"])
print(np.round(keras.ops.convert_to_numpy(frozen.mean), 4), [layer.trainable for layer in model.layers])
