import Testing
import WeirCore

@Suite struct GRPCRequestTests {
    private func call(_ type: String?, _ timeouts: String..., version: HTTPVersion = .http2) -> RequestHead {
        var head = RequestHead.testing("POST", fields: timeouts.map { ("Grpc-Timeout", $0) })
        head.version = version
        if let type { head.addField("content-type", type, as: .contentType) }
        return head
    }

    @Test(arguments: [
        "application/grpc", "Application/gRPC", "application/grpc+proto", "application/grpc;charset=x",
        "application/grpc ; a=b",
    ])
    func calls(type: String) {
        #expect(call(type).isGRPC)
        #expect(!call(type, version: .http1_1).isGRPC)
    }

    @Test(arguments: [nil, "", "application/json", "application/grp", "application/grpc-web", "application/grpcx"])
    func otherRequests(type: String?) {
        #expect(!call(type).isGRPC)
        #expect(call(type, "1S").callDue(since: Moment(monotonic: 5, wall: 0)) == nil)
    }

    @Test(
        arguments: [
            ("1H", 3_600_000_000_000), ("2M", 120_000_000_000), ("3S", 3_000_000_000), ("40m", 40_000_000),
            ("500u", 500_000), ("99999999n", 99_999_999), ("00000001m", 1_000_000), ("0S", 0),
            ("99999999M", 5_999_999_940_000_000_000),
        ] as [(String, Int64)])
    func timeouts(text: String, nanoseconds: Int64) {
        #expect(call("application/grpc", text).grpcTimeout == nanoseconds)
    }

    @Test(arguments: [
        "", "1", "S", "1s", "1h", "123456789S", "-1S", "+1S", "1.5S", "1 S", "1SS", "S1", "0x1S", "99999999H", "1S,2S",
    ])
    func whatIsNone(text: String) {
        #expect(call("application/grpc", text).grpcTimeout == nil)
    }

    @Test func twoSayNothing() {
        #expect(call("application/grpc", "1S", "2S").grpcTimeout == nil)
    }

    @Test func dueFromTheStartOfTheCall() {
        let head = call("application/grpc", "1S")
        #expect(head.callDue(since: Moment(monotonic: 5, wall: 0)) == 1_000_000_005)
        #expect(head.callDue(since: Moment(monotonic: .max - 5, wall: 0)) == nil)
        #expect(call("application/grpc").callDue(since: Moment(monotonic: 5, wall: 0)) == nil)
    }
}
