# /// answer
# why = "SGD with small batches and the functions of before; arrays as history."
# ///

# %% item="overfitting"
def best_epoch(history):
    losses = list(history["test_loss"])
    return losses.index(min(losses))


torch.manual_seed(2)
few = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
sgd = torch.optim.SGD(few.parameters(), lr=0.2)
batches = make_loader(train_x[:1000], train_t[:1000], 10, True, None)
tests = make_loader(test_x, test_t, 500, False, None)
overfit_history = {"train_loss": [], "test_loss": [], "test_accuracy": []}
for epoch in range(25):
    overfit_history["train_loss"].append(
        train_epoch(few, batches, nn.CrossEntropyLoss(), sgd)
    )
    test_loss, test_accuracy = evaluate(few, tests, nn.CrossEntropyLoss())
    overfit_history["test_loss"].append(test_loss)
    overfit_history["test_accuracy"].append(test_accuracy)
overfit_history = {name: np.array(values) for name, values in overfit_history.items()}
