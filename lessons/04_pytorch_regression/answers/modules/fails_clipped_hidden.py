# /// answer
# why = "Hidden values are cut at 10."
# [points]
# modules-hidden = 0
# [messages]
# modules-hidden = "TwoLayerReLU()(x) for k = "
# ///

# %% item="modules"
class Linear4to2(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(4, 2))


class TwoLayer(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(4, 3), nn.Linear(3, 2))


class TwoLayerReLU(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(4, 3), nn.Hardtanh(0, 10), nn.Linear(3, 2))
