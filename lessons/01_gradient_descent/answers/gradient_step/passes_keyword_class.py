# /// answer
# why = "A callable object with type hints; asserts what it is given."
# ///

# %% item="gradient_step"
class Step:
    """勾配と逆向きに1歩進む。"""

    def __call__(self, x: float, grad: float, lr: float):
        assert lr > 0
        assert np.shape(x) == np.shape(grad)
        歩幅 = np.multiply(lr, grad)
        return np.subtract(x, 歩幅)


gradient_step = Step()
