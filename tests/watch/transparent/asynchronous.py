import asyncio
import contextvars

import matplotlib.pyplot as plt

who = contextvars.ContextVar("who", default="nobody")
turn = asyncio.Lock()


async def draw(n):
    who.set(n)
    fig, ax = plt.subplots()
    await asyncio.sleep(0)
    ax.plot([n, n + 1])
    async with turn:  # matplotlib draws one figure at a time
        await asyncio.to_thread(fig.savefig, f"task{n}.png")
    return who.get()


async def numbers():
    for n in range(3):
        plt.plot([n, 1])
        yield n


async def main():
    print(await asyncio.gather(*(draw(n) for n in range(3))), who.get())
    print([n async for n in numbers()])
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(5)
    except TimeoutError as problem:
        print("timed out", type(problem.__cause__))
    async with asyncio.TaskGroup() as group:
        group.create_task(broken())


async def broken():
    plt.imshow([1, 2, 3])


asyncio.run(main())
