# /// answer
# why = "Adam, larger batches, the functions of before; tuples as history, black curves."
# ///

# %% item="linear_model"
torch.manual_seed(20)
linear_model = LinearClassifier()
adam = torch.optim.Adam(linear_model.parameters(), lr=0.005)
batches = make_loader(train_x, train_t, 200, True, None)
tests = make_loader(test_x, test_t, 500, False, None)
rows = []
for epoch in range(2 if len(train_x) > 5000 else 10):
    rows.append((
        train_epoch(linear_model, batches, nn.CrossEntropyLoss(), adam),
        *evaluate(linear_model, tests, nn.CrossEntropyLoss()),
        evaluate(linear_model, batches, nn.CrossEntropyLoss())[1],
    ))
names = ("train_loss", "test_loss", "test_accuracy", "train_accuracy")
linear_history = dict(zip(names, zip(*rows)))

import os

os.makedirs("outputs", exist_ok=True)
for name in ("loss", "accuracy"):
    figure = plt.figure(figsize=(4, 3), dpi=100)
    plt.plot(linear_history["train_" + name], "ko-")
    plt.plot(linear_history["test_" + name], "k--")
    figure.savefig(f"outputs/mnist_{name}.png", bbox_inches="tight")
    plt.close(figure)
