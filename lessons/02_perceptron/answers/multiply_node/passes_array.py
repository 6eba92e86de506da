# /// answer
# why = "Has an __init__ and returns one array of two gradients."
# ///

# %% item="multiply_node"
class Multiply:
    def __init__(self):
        self.inputs = None

    def forward(self, x, y):
        self.inputs = np.array([x, y])
        return self.inputs.prod(axis=0)

    def backward(self, g):
        dz = self.inputs[::-1]
        return dz * g
