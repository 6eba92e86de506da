# /// answer
# why = "A second backward after one forward returns the first one's array."
# [points]
# mean_squared_error-hidden = 0
# [messages]
# mean_squared_error-hidden = "share memory"
# ///

# %% item="mean_squared_error"
class MeanSquaredError:
    def forward(self, y, t):
        self.g = 2 * (y - t); return ((y - t) ** 2).mean()
    def backward(self):
        return self.g
