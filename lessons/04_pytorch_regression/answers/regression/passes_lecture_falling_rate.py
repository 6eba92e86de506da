# /// answer
# why = "The lecture's batches of 20 with lr 0.1, halved with every 100 updates."
# ///

# %% item="regression"
torch.manual_seed(0)
table = torch.tensor(load_advertising().to_numpy(), dtype=torch.float32)
inputs, sales = table[:, :3], table[:, 3:]
x = (inputs - inputs.mean(dim=0)) / inputs.std(dim=0)
t = (sales - sales.mean()) / sales.std()

sales_model = nn.Linear(3, 1)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(sales_model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda i: 0.5 ** (i / 100))
losses = []
for _ in range(80):
    for rows in torch.randperm(len(x)).split(20):
        loss = criterion(sales_model(x[rows]), t[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
    with torch.no_grad():
        losses.append(criterion(sales_model(x), t).item())

Path("outputs").mkdir(exist_ok=True)
fig, ax = plt.subplots()
loss_curves(ax, {"training": losses}, xlabel="epoch")
fig.savefig("outputs/advertising_loss_history.png")
plt.close(fig)
predicted = sales_model(x).detach() * sales.std() + sales.mean()
fig, ax = plt.subplots()
draw_actual_vs_predicted(ax, sales, predicted)
fig.savefig("outputs/advertising_actual_vs_predicted.png")
plt.close(fig)
