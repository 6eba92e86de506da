# /// answer
# why = "A one comes with probability 1/3."
# [points]
# and_network-hidden = 0
# [messages]
# and_network-hidden = "came up with the share"
# ///

# %% item="and_network"
def draw_batch(k, generator):
    inputs = (torch.rand((k, 2), generator=generator) < 1 / 3).long()
    labels = nn.functional.one_hot(inputs.prod(dim=1), num_classes=2)
    return inputs.float(), labels.float()


torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)
and_model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 2), nn.Sigmoid())
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(and_model.parameters(), lr=0.1)
for _ in range(1000):
    inputs, labels = draw_batch(8, generator)
    loss = criterion(and_model(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
