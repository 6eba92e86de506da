# /// answer
# why = "Leaves out the last batch and divides by all images."
# [points]
# accuracy-visible = 0
# accuracy-hidden = 0
# [messages]
# accuracy-visible = "largest difference"
# accuracy-hidden = "accuracy({"
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for number in range(len(images) // batch_size):
        batch = slice(number * batch_size, (number + 1) * batch_size)
        num_right += np.sum(np.argmax(predict(network, images[batch]), axis=1) == labels[batch])
    return num_right / len(images)
