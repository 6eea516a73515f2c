import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(3)
backend = keras.backend.backend()


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = keras.layers.Dense(3)
        self.outer = keras.layers.Dense(1)
        self.calls = 0

    def call(self, x, training=False):
        self.calls += 1
        return self.outer(keras.ops.relu(self.inner(x)))


model = Net()
x, y = np.random.rand(8, 2).astype("float32"), np.ones((8, 1), "float32")
model(x)
optimizer = keras.optimizers.SGD(0.1)
losses = []


def loss_of(prediction):
    return keras.ops.mean((prediction - y) ** 2)


if backend == "tensorflow":
    import tensorflow as tf

    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            loss = loss_of(model(x, training=True))
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        return loss

    losses = [float(step(x)) for _ in range(3)]
elif backend == "torch":
    import torch

    for _ in range(3):
        loss = loss_of(model(torch.tensor(x), training=True))
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            optimizer.apply([v.value.grad for v in model.trainable_variables], model.trainable_variables)
        losses.append(loss.item())
else:
    import jax

    def value(weights, x):
        prediction, _ = model.stateless_call(weights, [], x)
        return loss_of(prediction)

    weights = [v.value for v in model.trainable_variables]
    for _ in range(3):
        loss, grads = jax.jit(jax.value_and_grad(value))(weights, x)
        weights = [w - 0.1 * g for w, g in zip(weights, grads)]
        losses.append(float(loss))
print(np.round(losses, 5), model.calls)
plt.plot(losses)
plt.savefig("x.png")
