# /// answer
# why = "Keeps an array of the first shape for the results."
# [points]
# multiply_node-hidden = 0
# [messages]
# multiply_node-hidden = "expected"
# ///

# %% item="multiply_node"
class Multiply:
    def forward(self, x, y):
        self.x, self.y = x, y
        if not hasattr(self, "z"):
            self.z = np.empty(np.shape(x))
        self.z[...] = x * y
        return self.z

    def backward(self, g):
        return g * self.y, g * self.x
