import Testing

/// `Connection` naming fields that a server relies on (RFC 9110 §7.6.1): those that frame, route or are written
/// by Weir cannot be removed.
@Suite struct NominatedFields {
    @Test func framingStays() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "the length",
                SmugglingAttempt.post("Connection: content-length", "Content-Length: 35", body: "\(smuggled)"),
                .passes([.init(target: "/carrier", body: "\(smuggled)")])),
            SmugglingAttempt(
                "the host", SmugglingAttempt.post("Connection: host", "Content-Length: 35", body: "\(smuggled)"),
                .passes([.init(target: "/carrier", body: "\(smuggled)")])),
            SmugglingAttempt(
                "the address",
                SmugglingAttempt.post(
                    "Connection: keep-alive, x-forwarded-for", "Content-Length: 35", body: "\(smuggled)"),
                .passes([.init(target: "/carrier", body: "\(smuggled)")])),
            SmugglingAttempt(
                "much",
                SmugglingAttempt.post(
                    "Connection: content-length, transfer-encoding, host, x-request-id, via, cookie",
                    "Content-Length: 35", body: "\(smuggled)"),
                .passes([.init(target: "/carrier", body: "\(smuggled)")])),
            SmugglingAttempt(
                "chunked",
                SmugglingAttempt.post(
                    "Connection: transfer-encoding", "Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])))
    }

    @Test func tooManyAreRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "many options",
                SmugglingAttempt.post("Connection: " + (0..<40).map { "x\($0)" }.joined(separator: ", ")),
                .refused(400)))
    }
}
