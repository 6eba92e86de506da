# /// answer
# why = "No figures."
# [points]
# regression-visible = 0
# regression-hidden = 0
# [messages]
# regression-visible = "there is no file outputs/advertising_loss_history.png"
# regression-hidden = "there is no file outputs/advertising_loss_history.png"
# ///

# %% item="regression"
torch.manual_seed(0)
table = load_advertising().to_numpy()
scaled = (table - table.mean(axis=0)) / table.std(axis=0)
x = torch.tensor(scaled[:, :3], dtype=torch.float32)
t = torch.tensor(scaled[:, 3:], dtype=torch.float32)

sales_model = nn.Linear(3, 1)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(sales_model.parameters(), lr=0.1)
losses = []
for _ in range(200):
    loss = criterion(sales_model(x), t)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
