import Foundation
import NIOCore
import WeirModel

@testable import FuzzTargets
@testable import SimulatedNetwork
@testable import WeirProxy

/// Weir between clients that are generated and one server, in memory. What passes is written down, a line of JSON for
/// each client, for other parsers to judge.
final class Differential {
    /// A connection as the server sees it.
    private final class ServerEnd {
        let remote: RemoteEnd
        /// Came for the client of the moment.
        var fresh: [UInt8] = []
        /// Of the request that is not whole.
        var pending: [UInt8] = []

        init(_ remote: RemoteEnd) {
            self.remote = remote
        }
    }

    private let process: SimulatedProcess
    private var servers: [ServerEnd] = []
    private var generator: RequestGenerator
    /// Requests that clients began, good ones or not.
    private(set) var requests = 0

    init(seed: UInt64) throws {
        generator = RequestGenerator(seed: seed)
        process = try SimulatedProcess(
            Configuration(
                listeners: [
                    Listener(
                        name: "http", address: .ip(IPAddress(v4: 0x7f00_0001), port: 80), plainHTTP2: .priorKnowledge)
                ],
                upstreams: [
                    Upstream(
                        name: "web", servers: [Server(id: "s", address: .ip(IPAddress(v4: 0x0a00_0001), port: 80))])
                ],
                routes: [Route(name: "all", action: .upstream(0))]))
        process.network.arrived = { [unowned self] attempt in
            if let remote = attempt.accept() { servers.append(ServerEnd(remote)) }
        }
    }

    /// One client from its first byte to its last.
    /// - Returns: the line.
    func next() throws -> Data {
        let isFramed = generator.isLucky(3)
        let streams = isFramed ? (0..<(generator.isLucky(2) ? 2 : 1)).map { _ in generator.stream() } : []
        let bytes = isFramed ? Self.frames(streams) : generator.plain()
        requests += isFramed ? streams.count : Self.firstLines(bytes)
        play(bytes)
        let upstream = servers.filter { !$0.fresh.isEmpty }.map { Data($0.fresh).base64EncodedString() }
        for server in servers { server.fresh.removeAll() }
        servers.removeAll { $0.remote.isStreamClosed }
        let log = process.takeLogLines()
        process.forgetClosed()
        let sent = streams.map { stream in
            [
                "method": stream.value(":method"), "path": stream.value(":path"),
                "body": Data((stream.parts ?? []).joined().utf8).base64EncodedString(),
            ]
        }
        var line = try JSONSerialization.data(
            withJSONObject: [
                "bytes": isFramed ? "" : Data(bytes).base64EncodedString(), "isFramed": isFramed, "streams": sent,
                "upstream": upstream, "log": Data(log.joined(separator: "\n").utf8).base64EncodedString(),
            ] as [String: Any])
        line.append(10)
        return line
    }

    /// Lines that look like the first one of a request.
    private static func firstLines(_ bytes: [UInt8]) -> Int {
        bytes.split(separator: 10).count { $0.suffix(9).elementsEqual("HTTP/1.1\r".utf8) }
    }

    private static func frames(_ streams: [RequestGenerator.Stream]) -> [UInt8] {
        var bytes = StrictFrames.preface + FrameRecord.frame(4, 0, 0, [])
        for (index, stream) in streams.enumerated() {
            let id = UInt8(2 * index + 1)
            func block(_ fields: [(name: String, value: String)]) -> [UInt8] {
                FrameRecord.pack(fields.map { StrictField(name: Array($0.name.utf8), value: Array($0.value.utf8)) })
            }
            let endsWithHead = stream.parts == nil && stream.trailers.isEmpty
            bytes += FrameRecord.frame(1, endsWithHead ? 5 : 4, id, block(stream.fields))
            for (place, part) in (stream.parts ?? []).enumerated() {
                let isLast = place + 1 == stream.parts?.count && stream.trailers.isEmpty
                bytes += FrameRecord.frame(0, isLast ? 1 : 0, id, Array(part.utf8))
            }
            if !stream.trailers.isEmpty { bytes += FrameRecord.frame(1, 5, id, block(stream.trailers)) }
        }
        return bytes
    }

    private func play(_ bytes: [UInt8]) {
        let client = process.connect()
        client.send(ByteBuffer(bytes: bytes))
        settle(client)
        client.finish()
        settle(client)
        client.reset()
        settle(client)
    }

    private func settle(_ client: RemoteEnd) {
        process.loop.settle()
        while serve(client) { process.loop.settle() }
    }

    /// The client takes what there is; the server answers what is whole.
    private func serve(_ client: RemoteEnd) -> Bool {
        var isBusy = false
        while client.take() != nil { isBusy = true }
        for server in servers {
            while let part = server.remote.take() {
                isBusy = true
                server.fresh += part.readableBytesView
                server.pending += part.readableBytesView
            }
            while !server.pending.isEmpty {
                guard let request = try? StrictRequest(server.pending) else { break }
                server.pending.removeFirst(request.end)
                server.remote.send(ByteBuffer(string: "HTTP/1.1 204 No Content\r\n\r\n"))
            }
        }
        return isBusy
    }
}
