"""PyTorch's side of PeerComparison: answers each line "STEPS" with the microseconds one training step took.

The model and the work of a step are those of the tutorial: 784-300-100-10, SGD, data in memory, a shuffled batch
gathered per step, running loss and accuracy without reading them back.
"""
import sys
import time

import torch

batch = int(sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
samples = 55000
images = torch.rand(samples, 784)
labels = torch.randint(0, 10, (samples,))
model = torch.nn.Sequential(
    torch.nn.Linear(784, 300), torch.nn.ReLU(), torch.nn.Linear(300, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
cross_entropy = torch.nn.CrossEntropyLoss()


def run(steps):
    order = torch.randperm(samples)
    total = torch.zeros(())
    correct = torch.zeros(())
    start = time.perf_counter()
    for step in range(steps):
        rows = order[step * batch:(step + 1) * batch]
        x, y = images[rows], labels[rows]
        optimizer.zero_grad()
        scores = model(x)
        loss = cross_entropy(scores, y)
        loss.backward()
        optimizer.step()
        total += loss.detach() * batch
        correct += (scores.argmax(1) == y).sum()
    return (time.perf_counter() - start) / steps * 1e6


run(100)
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    print(run(int(line)), flush=True)
