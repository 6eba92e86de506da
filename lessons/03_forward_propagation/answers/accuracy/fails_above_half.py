# /// answer
# why = "Counts only what the network is more than half sure of."
# [points]
# accuracy-visible = 0
# accuracy-hidden = 0
# [messages]
# accuracy-visible = "largest difference"
# accuracy-hidden = "accuracy"
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for image, label in zip(images, labels):
        probabilities = predict(network, image[np.newaxis])[0]
        num_right += probabilities[label] > 0.5
    return num_right / len(images)
