# /// answer
# why = "Own parameters in a ParameterDict, sklearn scaling, momentum, an array of losses."
# ///

# %% item="regression"
import os

from sklearn.preprocessing import StandardScaler


class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.ParameterDict({"w": torch.zeros(3, 1), "b": torch.zeros(1)})

    def forward(self, x):
        return x @ self.p["w"] + self.p["b"]


scaler = StandardScaler()
scaled = scaler.fit_transform(load_advertising().to_numpy()).astype(np.float32)
x, t = torch.tensor(scaled[:, 0:3]), torch.tensor(scaled[:, [3]])
sales_model = Line()
optimizer = torch.optim.SGD(sales_model.parameters(), lr=0.02, momentum=0.9)
losses = np.empty(500)
for i in range(500):
    loss = torch.mean((sales_model(x) - t) ** 2)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses[i] = loss.item()

os.makedirs("outputs", exist_ok=True)
fig, ax = plt.subplots(dpi=200)
ax.semilogx(losses, color="black")
fig.savefig("outputs/advertising_loss_history.png", transparent=True)
plt.close(fig)
fig, ax = plt.subplots()
with torch.no_grad():
    y = scaler.inverse_transform(np.hstack([scaled[:, :3], sales_model(x).numpy()]))[:, 3]
ax.scatter(load_advertising()["Sales"], y, s=5, alpha=0.5)
ax.plot([0, 27], [0, 27])
fig.savefig("outputs/advertising_actual_vs_predicted.png")
plt.close(fig)
