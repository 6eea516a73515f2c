import numpy as np
import keras
import matplotlib.pyplot as plt

keras.utils.set_random_seed(2)
wave = np.random.normal(size=2048).astype("float32")
wave[700:1300] = 0
frames = wave.reshape(64, 32)
model = keras.Sequential([keras.Input((64, 32)), keras.layers.Dense(20, use_bias=False), keras.layers.ReLU()])
power = model.predict(frames[None], verbose=0)[0]
logpower = np.log10(power + 1e-6)

plt.pcolormesh(logpower.T)
plt.xlabel("frame")
plt.ylabel("band")
plt.colorbar(label="log10 power")
plt.show()
