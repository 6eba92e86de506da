# /// answer
# why = "A class, batches of 20, 60 epochs, the loss of all rows once an epoch."
# ///

# %% item="regression"
torch.manual_seed(5)
table = load_advertising()
scaled = (table - table.mean()) / table.std()
x = torch.from_numpy(scaled[["TV", "Radio", "Newspaper"]].to_numpy()).float()
t = torch.from_numpy(scaled[["Sales"]].to_numpy()).float()


class Sales(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 1)

    def forward(self, x):
        return self.linear(x)


sales_model = Sales()
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(sales_model.parameters(), lr=0.01)
losses = ()
for epoch in range(60):
    order = torch.randperm(len(x))
    for rows in order.split(20):
        optimizer.zero_grad()
        criterion(sales_model(x[rows]), t[rows]).backward()
        optimizer.step()
    with torch.no_grad():
        losses += (criterion(sales_model(x), t),)

Path("outputs").mkdir(exist_ok=True)
plt.figure()
plt.plot(losses)
plt.xlabel("epoch")
plt.savefig("outputs/advertising_loss_history.png")
plt.show()
plt.close()
plt.figure(figsize=(4, 4))
plt.plot(table["Sales"], sales_model(x).detach() * table["Sales"].std() + table["Sales"].mean(), "k.")
plt.savefig("outputs/advertising_actual_vs_predicted.png", bbox_inches="tight")
plt.close()
