# /// answer
# why = "Sums over the samples of each batch, but divides by the number of batches: 50 times too large."
# [points]
# overfitting-visible = 0
# overfitting-hidden = 0
# [messages]
# overfitting-visible = "mean per sample"
# overfitting-hidden = "mean per sample"
# ///

# %% item="overfitting"
def best_epoch(history):
    return int(np.argmin(history["test_loss"]))


torch.manual_seed(0)
few_model, criterion = MLP(), nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(few_model.parameters(), lr=0.003)
batches = make_loader(train_x[:1000], train_t[:1000], 50, True, torch.Generator().manual_seed(0))
tests = make_loader(test_x, test_t, 1000, False, None)
overfit_history = {"train_loss": [], "test_loss": []}
for _ in range(25):
    few_model.train()
    total = 0.0
    for x, t in batches:
        optimizer.zero_grad()
        loss = criterion(few_model(x), t)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
    overfit_history["train_loss"].append(total / len(batches))
    overfit_history["test_loss"].append(evaluate(few_model, tests, criterion)[0])
