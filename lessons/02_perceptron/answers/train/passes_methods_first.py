# /// answer
# why = "Takes the methods out of the objects before the loop, and makes sure that they are there."
# ///

# %% item="train"
def train(perceptron, loss_function, x, t, num_iterations):
    for thing in (perceptron, loss_function):
        if not (callable(thing.forward) and callable(thing.backward)):
            raise TypeError(f"{thing!r} has no forward and backward")
    outputs, learn = perceptron.forward, perceptron.backward
    loss_of, slopes = loss_function.forward, loss_function.backward

    def iteration(_):
        loss = loss_of(outputs(x), t)
        learn(slopes())
        return loss

    return list(map(iteration, range(num_iterations)))
