import NIOCore
import WeirCore
import WeirModel

@testable import SimulatedNetwork
@testable import WeirProxy

/// Plays an input: clients and servers send what it says, in the order it says, through the real proxy in a network
/// made of memory.
///
/// Bytes are what the speaker of the moment sends; 0xff and the byte behind it are an instruction. The client speaks
/// first. Where HTTP/2 is spoken, instructions also make frames: `FrameRecord`.
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
        /// It has begun to speak, in whatever version.
        fileprivate var hasSpoken: Bool { !sent.isEmpty }

        fileprivate init(_ remote: RemoteEnd) {
            self.remote = remote
        }
    }

    /// What is spoken.
    enum Versions: UInt8 {
        case http1
        /// Clients that begin with its preface are served in HTTP/2.
        case http2FromClients
        /// Servers speak HTTP/2, clients as they like.
        case http2ToServers
    }

    let process: SimulatedProcess
    private(set) var clients: [Peer] = []
    /// In the order Weir opened them.
    private(set) var servers: [Peer] = []
    private(set) var logLines: [String] = []
    /// The most that has waited at Weir to be sent on one connection.
    private(set) var mostHeld = 0
    private var speaker = Speaker.client
    private var pending: [UInt8] = []
    private var refusals = 0

    private enum Speaker { case client, server }

    /// Processes, each with its configuration, from one script to the next: workers live as long as a real process and
    /// are never freed. After each script nothing may be left of it. One thread at a time.
    nonisolated(unsafe) private static var processes: [Kind: SimulatedProcess] = [:]

    private struct Kind: Hashable {
        var choice: UInt8
        var versions: Versions
    }

    private let kind: Kind
    private let versions: Versions

    init(choice: UInt8, versions: Versions = .http1) throws {
        kind = Kind(choice: choice & 0x1f, versions: versions)
        self.versions = versions
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

    private static func configuration(_ kind: Kind) -> Configuration {
        let choice = kind.choice
        let servers = (0..<(choice & 1 == 0 ? 1 : 2)).map { index in
            Server(id: "s\(index)", address: .ip(IPAddress(v4: 0x0a00_0001), port: 80 + index))
        }
        let affinity = choice & 2 == 0 ? nil : Affinity(mode: choice & 4 == 0 ? .signed : .plain)
        let retry = RetryPolicy(conditions: choice & 8 == 0 ? [] : [.reset, .timeout])
        let limits =
            choice & 0x10 == 0
            ? Limits()
            : Limits(headerBytes: 512, headerCount: 16, uriBytes: 64, bodyBytes: 64, requestsPerConnection: 3)
        let preface = kind.versions == .http1 ? PlainHTTP2.off : .priorKnowledge
        let spoken = kind.versions == .http2ToServers ? UpstreamProtocol.http2 : .http1
        // Short: every tenth of a second of virtual time costs a turn of the loop.
        let waits = UpstreamTimeouts(connect: .seconds(1), response: .seconds(1), idle: .seconds(2))
        let timeouts = Timeouts(
            head: .seconds(1), body: .seconds(1), keepAlive: .seconds(2), tunnel: .seconds(2), drain: .seconds(2))
        return Configuration(
            listeners: [
                Listener(name: "http", address: .ip(IPAddress(v4: 0x7f00_0001), port: 80), plainHTTP2: preface)
            ],
            upstreams: [
                Upstream(
                    name: "web", protocol: spoken, servers: servers, affinity: affinity, timeouts: waits, retry: retry)
            ],
            routes: [Route(name: "all", action: .upstream(0))],
            affinityKeys: [AffinityKey(bytes: Array("a key of these tests".utf8))], limits: limits,
            timeouts: timeouts)
    }

    /// All that was checked held: the next script may have the process.
    func giveBack() {
        process.network.arrived = { $0.fail(111) }
        Self.processes[kind] = process
    }

    /// Plays all of it, and lets time pass until every deadline has.
    func play(_ script: [UInt8]) {
        clients.append(Peer(process.connect()))
        var index = 0
        while index < script.count {
            if script[index] == 0xff {
                let letter = index + 1 < script.count ? script[index + 1] : 0
                index += 2
                if versions != .http1, FrameRecord.isLetter(letter) {
                    let record = script[min(index, script.count)...].prefix { $0 != 0xff }
                    sayFrame(letter, Array(record))
                    index += record.count
                } else {
                    obey(letter)
                }
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
        noteHeld()
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

    /// The first one is led in by what HTTP/2 begins with.
    private func sayFrame(_ letter: UInt8, _ record: [UInt8]) {
        if let current, !current.hasSpoken, pending.isEmpty {
            if speaker == .client { pending += StrictFrames.preface }
            if letter != UInt8(ascii: "S") { pending += FrameRecord.frame(4, 0, 0, []) }
        }
        pending += FrameRecord.bytes(letter: letter, record)
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

    private func noteHeld() {
        for stream in process.clientStreams + process.network.streams { mostHeld = max(mostHeld, stream.mostBuffered) }
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
