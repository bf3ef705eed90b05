import Glibc
import Testing

extension Abuse {
    /// Readers over HTTP/1.1 that take something now and then, but less than `limits.send_bytes` asks for.
    @Suite struct SlowReaders {
        private static let size = 64 << 20
        private static let sending: ScriptedOrigin.Script = { connection in
            guard try connection.request() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            _ = connection.socket.sendUntilStalled(size, patience: 5)
            try connection.waitForClose()
        }

        @Test func areCut() throws {
            // The system hands bytes on in large steps, so that the limit has to be large too.
            let top = ["timeouts: { body: \(Deadline.milliseconds(800)) }", "limits: { send_bytes: 512MiB }"]
            let siege = try Siege(top: top, Self.sending)
            defer { siege.end() }
            let client = try RawClient(port: siege.weir.http, receiveBuffer: 64 * 1024)
            try client.get()
            #expect(throws: (any Error).self) {
                try client.discardSlowly(Self.size, step: 16 * 1024, pause: 50)
            }
            let line = try siege.line("send_timeout")
            #expect(line.status == 200)
            #expect(line.responseBytes < Self.size)
            #expect(try siege.count("send_timeout") == 1)
            try siege.weir.expectServing()
        }

        @Test func manyAtOnce() throws {
            let siege = try Siege(top: ["timeouts: { body: \(Deadline.milliseconds(500)) }"], Self.sending)
            defer { siege.end() }
            try siege.withstand("slow readers over HTTP/1.1, 10 connections each", bound: 40 << 20) {
                let clients = try (0..<10).map { _ in try RawClient(port: siege.weir.http, receiveBuffer: 64 * 1024) }
                for client in clients { try client.get() }
                poll(nil, 0, Int32(700 * Deadline.patience))
                for client in clients { client.close() }
            }
        }
    }
}
