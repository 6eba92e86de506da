# /// answer
# why = "Collects what was chosen, compares at the end."
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    chosen = []
    for i in range(0, images.shape[0], batch_size):
        chosen.extend(predict(network, images[i : i + batch_size]).argmax(axis=-1))
    return np.mean(np.array(chosen) == labels)
