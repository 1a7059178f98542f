import pytest

from tests.backends.shim.bench import Bench
from tests.engines import require_engine


@pytest.fixture(params=["dash", "busybox sh", "bash --posix"])
def bench(request, tmp_path):
    require_engine(request.param.split()[0])
    return Bench(tmp_path, request.param)
