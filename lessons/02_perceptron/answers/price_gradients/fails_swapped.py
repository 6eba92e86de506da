# /// answer
# why = "Mixes up the derivatives of unit price and count."
# [points]
# price_gradients-visible = 0
# price_gradients-hidden = 0
# [messages]
# price_gradients-visible = "in each other's place"
# price_gradients-hidden = "in each other's place"
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    goods, taxed = Multiply(), Multiply()
    price = taxed.forward(goods.forward(unit_price, count), tax)
    d_goods, d_tax = taxed.backward(1)
    d_count, d_unit_price = goods.backward(d_goods)
    return price, d_unit_price, d_count, d_tax
