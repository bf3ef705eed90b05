import NIOCore
import Synchronization
import Testing

@testable import WeirProxy

@Suite struct WorkerStopTests {
    private func withLoop(_ body: @escaping @Sendable (SocketLoop, Runtime) throws -> Void) throws {
        let loop = try SocketLoop()
        defer { loop.stopAndWait() }
        let plan = ServerPlan.testing
        let runtime = try plan.makeRuntime(addresses: ServerAddresses.all(of: plan.configuration))
        try loop.submit { try body(loop, runtime) }.wait()
    }

    @Test func nothingHoldsAStoppedWorker() throws {
        let observed = WeakWorker()
        try withLoop { loop, runtime in
            let worker = Worker(runtime: runtime, loop: loop, seed: 1)
            observed.worker = worker
            worker.stop()
        }
        #expect(observed.worker == nil)
    }

    @Test func aDrainThatIsCutShortEndsToo() throws {
        let drains = Mutex(0)
        try withLoop { loop, runtime in
            let worker = Worker(runtime: runtime, loop: loop, seed: 1)
            let setup = ListenerSetup(index: 0, role: .proxy, trustedProxies: [], tls: nil)
            let stream = FullStream()
            let connection = try DownstreamConnection(worker: worker, listener: setup, stream: stream)
            _ = stream.begin(connection)
            connection.begin()
            // A head that has begun keeps it from being idle.
            stream.give("GET / ")
            worker.drain().whenSuccess { drains.withLock { $0 += 1 } }
            #expect(drains.withLock { $0 } == 0)
            worker.stop()
        }
        #expect(drains.withLock { $0 } == 1)
    }
}

/// Written on the loop, read when it has ended.
private final class WeakWorker: @unchecked Sendable {
    weak var worker: Worker?
}
