# /// answer
# why = "Clips weights at 1,000."
# [points]
# collapse-hidden = 0
# [messages]
# collapse-hidden = "collapse("
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2): return (w2 @ w1).clamp(-1000, 1000), w2 @ b1 + b2
