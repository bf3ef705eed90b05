@preconcurrency import Dispatch
import Glibc
import Logging
import WeirModel
import WeirProxy

/// Runs a server until a signal ends it.
enum Serving {
    /// Starts, says so, serves, and drains on SIGTERM or SIGINT; a second SIGINT ends the process at once. SIGUSR1
    /// opens the access log anew.
    ///
    /// - Parameter announce: given the addresses that were bound, by listener name.
    /// - Throws: `StartError` and others that keep the server from starting.
    static func run(_ plan: ServerPlan, announce: ([String: String]) -> Void) async throws {
        // A peer that has gone is reported by the write that finds out.
        signal(SIGPIPE, SIG_IGN)
        let signals = Signals([SIGTERM, SIGINT, SIGHUP, SIGUSR1])
        try FileDescriptorLimit.require(for: plan)
        let server = ProxyServer(plan)
        announce(try await server.start())
        for await signal in signals.stream {
            switch signal {
            case SIGHUP:
                plan.logger.warning("SIGHUP: this version does not reload; restart to take a new configuration")
            case SIGUSR1:
                server.reopenLog()
            default:
                plan.logger.notice("draining", metadata: ["limit": "\(plan.configuration.timeouts.drain)"])
                let escape = Task { await exitOnSecondInterrupt(signals) }
                if await !server.drain() { plan.logger.warning("requests were still in flight when the drain ended") }
                await server.stop()
                escape.cancel()
                return
            }
        }
    }

    private static func exitOnSecondInterrupt(_ signals: Signals) async {
        for await signal in signals.stream where signal == SIGINT { exit(130) }
    }
}

/// Signals as they arrive.
final class Signals: Sendable {
    let stream: AsyncStream<Int32>
    private let sources: [any DispatchSourceSignal]

    init(_ numbers: [Int32]) {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(16))
        self.stream = stream
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
    }
}
