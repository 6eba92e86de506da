# /// answer
# why = "Returns the three derivatives only."
# [points]
# price_gradients-visible = 0
# price_gradients-hidden = 0
# [messages]
# price_gradients-visible = "Four numbers"
# price_gradients-hidden = "expected 4 entries"
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    return count * tax, unit_price * tax, unit_price * count
