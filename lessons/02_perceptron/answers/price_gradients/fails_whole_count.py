# /// answer
# why = "The count becomes a whole number."
# [points]
# price_gradients-hidden = 0
# [messages]
# price_gradients-hidden = "price_gradients(0.0, 0.5, 1)[1]: expected 0.5, got 0 (larges"
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    goods, taxed = Multiply(), Multiply()
    price = taxed.forward(goods.forward(unit_price, int(count)), tax)
    d_goods, d_tax = taxed.backward(1)
    return (price, *goods.backward(d_goods), d_tax)
