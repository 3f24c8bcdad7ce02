"""The pools of the peers, as one thing: started, asked, stopped."""


class Multiprocessing:
    def __init__(self, workers, method):
        import multiprocessing

        self.pool = multiprocessing.get_context(method).Pool(workers)

    def map(self, function, tasks):
        return self.pool.map(function, tasks, chunksize=1)

    def stop(self):
        self.pool.terminate()
        self.pool.join()


class Mpire:
    def __init__(self, workers, method):
        import mpire

        self.pool = mpire.WorkerPool(workers, start_method=method, keep_alive=True)

    def map(self, function, tasks):
        return self.pool.map(function, [(task,) for task in tasks], chunk_size=1)  # it would unpack a tuple

    def stop(self):
        self.pool.stop_and_join()


class Joblib:
    """With one worker joblib works in the calling process, so it gets two."""

    def __init__(self, workers):
        from joblib import Parallel

        self.pool = Parallel(max(workers, 2), batch_size=1)
        self.pool.__enter__()

    def map(self, function, tasks):
        from joblib import delayed

        return self.pool(delayed(function)(task) for task in tasks)

    def stop(self):
        self.pool.__exit__(None, None, None)
        from joblib.externals.loky import get_reusable_executor

        get_reusable_executor().shutdown(wait=True)


class Ray:
    def __init__(self, workers):
        import ray

        self.ray = ray
        ray.init(num_cpus=workers, log_to_driver=False, logging_level="ERROR", include_dashboard=False)

    def map(self, function, tasks):
        remote = self.ray.remote(function)
        return self.ray.get([remote.remote(task) for task in tasks])

    def stop(self):
        self.ray.shutdown()


def start(name, workers):
    if name == "joblib":
        return Joblib(workers)
    if name == "ray":
        return Ray(workers)
    library, method = name.split("-")
    return {"multiprocessing": Multiprocessing, "mpire": Mpire}[library](workers, method)
