# /// answer
# why = "Gives a model's first result again."
# [points]
# weight_images-hidden = 0
# [messages]
# weight_images-hidden = "after the weights have changed"
# ///

# %% item="weight_images"
import functools
@functools.lru_cache
def weight_images(model):
    w = next(p for p in model.parameters() if p.ndim == 2)
    return w.detach().abs().reshape(10, 28, 28).clone()
