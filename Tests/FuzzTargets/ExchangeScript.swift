import NIOCore
import WeirCore
import WeirModel

@testable import SimulatedNetwork
@testable import WeirProxy

/// Plays an input: clients and servers send what it says, in the order it says, through the real proxy in a network
/// made of memory.
///
/// Bytes are what the speaker of the moment sends; 0xff and the byte behind it are an instruction. The client speaks
/// first.
final class ExchangeScript {
    /// One end of one connection, seen from outside.
    final class Peer {
        let remote: RemoteEnd
        /// All that was sent, and all that came.
        fileprivate(set) var sent: [UInt8] = []
        fileprivate(set) var received: [UInt8] = []
        fileprivate(set) var isSlow = false
        /// It has said that it says no more.
        fileprivate(set) var isDone = false

        fileprivate init(_ remote: RemoteEnd) {
            self.remote = remote
        }
    }

    let process: SimulatedProcess
    private(set) var clients: [Peer] = []
    /// In the order Weir opened them.
    private(set) var servers: [Peer] = []
    private(set) var logLines: [String] = []
    private var speaker = Speaker.client
    private var pending: [UInt8] = []
    private var refusals = 0

    private enum Speaker { case client, server }

    /// Processes, each with its configuration, from one script to the next: workers live as long as a real process and
    /// are never freed. After each script nothing may be left of it. One thread at a time.
    nonisolated(unsafe) private static var processes: [UInt8: SimulatedProcess] = [:]

    init(choice: UInt8) throws {
        let kind = choice & 0x1f
        process = try Self.processes.removeValue(forKey: kind) ?? SimulatedProcess(Self.configuration(kind))
        process.network.arrived = { [unowned self] attempt in
            if refusals > 0 {
                refusals -= 1
                attempt.fail(111)
            } else if let remote = attempt.accept() {
                servers.append(Peer(remote))
            }
        }
    }

    private static func configuration(_ choice: UInt8) -> Configuration {
        let servers = (0..<(choice & 1 == 0 ? 1 : 2)).map { index in
            Server(id: "s\(index)", address: .ip(IPAddress(v4: 0x0a00_0001), port: 80 + index))
        }
        let affinity = choice & 2 == 0 ? nil : Affinity(mode: choice & 4 == 0 ? .signed : .plain)
        let retry = RetryPolicy(conditions: choice & 8 == 0 ? [] : [.reset, .timeout])
        let limits =
            choice & 0x10 == 0
            ? Limits()
            : Limits(headerBytes: 512, headerCount: 16, uriBytes: 64, bodyBytes: 64, requestsPerConnection: 3)
        // Short: every tenth of a second of virtual time costs a turn of the loop.
        let waits = UpstreamTimeouts(connect: .seconds(1), response: .seconds(1), idle: .seconds(2))
        let timeouts = Timeouts(
            head: .seconds(1), body: .seconds(1), keepAlive: .seconds(2), tunnel: .seconds(2), drain: .seconds(2))
        return Configuration(
            listeners: [Listener(name: "http", address: .ip(IPAddress(v4: 0x7f00_0001), port: 80))],
            upstreams: [Upstream(name: "web", servers: servers, affinity: affinity, timeouts: waits, retry: retry)],
            routes: [Route(name: "all", action: .upstream(0))],
            affinityKeys: [AffinityKey(bytes: Array("a key of these tests".utf8))], limits: limits,
            timeouts: timeouts)
    }

    /// All that was checked held: the next script may have the process.
    func giveBack(choice: UInt8) {
        process.network.arrived = { $0.fail(111) }
        Self.processes[choice & 0x1f] = process
    }

    /// Plays all of it, and lets time pass until every deadline has.
    func play(_ script: [UInt8]) {
        clients.append(Peer(process.connect()))
        var index = 0
        while index < script.count {
            if script[index] == 0xff {
                if index + 1 < script.count { obey(script[index + 1]) }
                index += 2
            } else {
                pending.append(script[index])
                index += 1
            }
        }
        say()
        for peer in clients + servers { peer.isSlow = false }
        settle()
        process.loop.run(for: .milliseconds(300))
        settle()
        for client in clients { client.remote.finish() }
        settle()
        // Longer than any deadline, and lingering.
        process.loop.run(for: .seconds(5))
        settle()
        process.forgetClosed()
        logLines += process.takeLogLines()
    }

    private func obey(_ instruction: UInt8) {
        say()
        switch instruction {
        case UInt8(ascii: "c"): speaker = .client
        case UInt8(ascii: "s"): speaker = .server
        case UInt8(ascii: "t"): process.loop.run(for: .milliseconds(100))
        case UInt8(ascii: "T"): process.loop.run(for: .milliseconds(2500))
        case UInt8(ascii: "e"): end { $0.finish() }
        case UInt8(ascii: "r"): end { $0.reset() }
        case UInt8(ascii: "x"): end { $0.close() }
        case UInt8(ascii: "n") where clients.count < 3: clients.append(Peer(process.connect()))
        case UInt8(ascii: "k"): refusals += 1
        case UInt8(ascii: "b"):
            current?.isSlow = true
            current?.remote.capacity = 16
        default: break
        }
        settle()
    }

    private var current: Peer? {
        switch speaker {
        case .client: clients.last
        case .server: servers.last
        }
    }

    private func end(_ way: (RemoteEnd) -> Void) {
        guard let current else { return }
        current.isDone = true
        way(current.remote)
    }

    private func say() {
        defer { pending.removeAll() }
        guard !pending.isEmpty, let current, !current.isDone, !current.remote.isStreamClosed else { return }
        current.sent += pending
        current.remote.send(ByteBuffer(bytes: pending))
        settle()
    }

    /// Everything that can happen now does; who is not slow takes what is there.
    private func settle() {
        process.loop.settle()
        while take() { process.loop.settle() }
    }

    @discardableResult
    private func take() -> Bool {
        var hasTaken = false
        for peer in clients + servers where !peer.isSlow {
            while let part = peer.remote.take() {
                peer.received += part.readableBytesView
                hasTaken = true
            }
        }
        return hasTaken
    }
}
