# /// answer
# why = "Errors above 100 count linearly."
# [points]
# mean_squared_error-hidden = 0
# [messages]
# mean_squared_error-hidden = "y, t = np.array([[0.0]]), np.array([[-1000.0]]): forward(y, "
# ///

# %% item="mean_squared_error"
class MeanSquaredError:
    def forward(self, y, t):
        self.error = y - t
        size = np.abs(self.error)
        return np.where(size < 100, size**2, 200 * size - 10_000).mean()

    def backward(self):
        return 2 * np.clip(self.error, -100, 100)
