# /// answer
# why = "The larger of the two learning rates that the lecture finds good, 0.5; 40 epochs."
# ///

# %% item="overfitting"
def best_epoch(history):
    return int(np.argmin(history["test_loss"]))


torch.manual_seed(0)
few_model, criterion = MLP(), nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(few_model.parameters(), lr=0.5)
batches = make_loader(train_x[:1000], train_t[:1000], 100, True, torch.Generator().manual_seed(0))
tests = make_loader(test_x, test_t, 1000, False, None)
overfit_history = {"train_loss": [], "test_loss": []}
for _ in range(40):
    overfit_history["train_loss"].append(train_epoch(few_model, batches, criterion, optimizer))
    overfit_history["test_loss"].append(evaluate(few_model, tests, criterion)[0])
