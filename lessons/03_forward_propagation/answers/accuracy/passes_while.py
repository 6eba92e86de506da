# /// answer
# why = "A while loop, whole counts, a Python float."
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    right, first = 0, 0
    while first < len(labels):
        last = min(first + batch_size, len(labels))
        rows = predict(network, images[first:last])
        for row, label in zip(rows, labels[first:last]):
            right += int(max(range(len(row)), key=lambda j: row[j]) == label)
        first = last
    return right / len(labels)
