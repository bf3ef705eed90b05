import Logging
import NIOCore
import Synchronization
import WeirCore
import WeirModel
import WeirTLS
import WeirTelemetry

/// A serving process: binds the listeners, serves, drains.
///
/// Use once: `start`, then `drain` and `stop`, or `stop` alone. Every member may be called from any task.
public final class ProxyServer: Sendable {
    let plan: ServerPlan
    private let state: Mutex<ServerParts?>

    public init(_ plan: ServerPlan) {
        self.plan = plan
        state = Mutex(nil)
    }

    /// Binds everything and begins to serve.
    /// - Returns: the addresses that were bound, by listener name; with port 0 the system chose one.
    public func start() async throws -> [String: String] {
        FileDescriptorLimit.raiseFor(connections: plan.configuration.limits.connections, logger: plan.logger)
        let parts = try await makeParts()
        state.withLock { $0 = parts }
        do {
            try await parts.start(plan)
        } catch {
            await stop()
            throw error
        }
        return parts.boundAddresses
    }

    private func makeParts() async throws -> ServerParts {
        var loops = [try SocketLoop()]
        do {
            let control = loops[0]
            let addresses = try ServerAddresses.all(of: plan.configuration)
            let names = ServerAddresses.names(of: plan.configuration, addresses)
            for _ in 0..<plan.workerCount { loops.append(try SocketLoop()) }
            let runtime = try plan.makeRuntime(addresses: addresses)
            let resolver = Resolver(names: names, loop: control, logger: plan.logger)
            try await resolver.start().get()
            return ServerParts(
                runtime: runtime, resolver: resolver, loops: Array(loops.dropFirst()), control: control)
        } catch {
            for loop in loops { try? await loop.shutdownGracefully() }
            throw error
        }
    }

    /// Stops accepting, closes idle connections and waits for requests in flight, at most for `timeouts.drain`.
    /// - Returns: whether all had ended in time.
    @discardableResult
    public func drain() async -> Bool {
        guard let parts = state.withLock({ $0 }) else { return true }
        parts.runtime.beginDraining()
        await parts.closeListeners()
        let limit = TimeAmount(plan.configuration.timeouts.drain)
        return await parts.drain(within: limit)
    }

    /// Closes all that is left, writes the log out and ends the threads.
    public func stop() async {
        if let parts = state.withLock({ $0 }) { await parts.stop() }
        state.withLock { $0 = nil }
    }

    /// Opens the access log's file anew, after a log rotation.
    public func reopenLog() {
        do {
            try state.withLock { $0 }?.runtime.accessLog.reopen()
        } catch {
            plan.logger.error("the access log cannot be opened anew", metadata: ["error": "\(error)"])
        }
    }
}
