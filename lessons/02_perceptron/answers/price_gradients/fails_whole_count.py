# /// answer
# why = "The count becomes a whole number."
# [points]
# price_gradients-hidden = 0
# [messages]
# price_gradients-hidden = "expected"
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    goods, taxed = Multiply(), Multiply()
    price = taxed.forward(goods.forward(unit_price, int(count)), tax)
    d_goods, d_tax = taxed.backward(1)
    return (price, *goods.backward(d_goods), d_tax)
