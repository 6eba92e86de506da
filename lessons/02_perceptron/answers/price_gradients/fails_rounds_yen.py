# /// answer
# why = "Rounds the price to whole yen."
# [points]
# price_gradients-hidden = 0
# [messages]
# price_gradients-hidden = "expected"
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    price = round(unit_price * count * tax)
    return price, count * tax, unit_price * tax, unit_price * count
