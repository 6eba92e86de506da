# /// answer
# why = "A batch of more than three rows always holds one where AND is true."
# [points]
# and_network-hidden = 0
# [messages]
# and_network-hidden = "and 1 equally often: every entry has to be drawn by itself."
# ///

# %% item="and_network"
and_model = None
def draw_batch(k, generator):
    x = torch.randint(0, 2, (k, 2), generator=generator).float()
    if k > 3 and x.prod(1).sum() == 0:
        x[0] = 1.0
    a = x[:, :1] * x[:, 1:]
    return x, torch.cat([1 - a, a], dim=1)

torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)
and_model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 2), nn.Sigmoid())
optimizer = torch.optim.Adam(and_model.parameters(), lr=0.1)
for _ in range(1000):
    x, t = draw_batch(16, generator)
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(and_model(x), t)
    loss.backward()
    optimizer.step()
