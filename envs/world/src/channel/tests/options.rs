use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;

#[test]
fn options_that_make_no_channel_are_refused_by_name() {
    let good = ChannelPhysics::default;
    let cases = [
        (
            "channel.vocabulary",
            ChannelPhysics {
                vocabulary: 0,
                ..good()
            },
        ),
        (
            "channel.vocabulary",
            ChannelPhysics {
                vocabulary: u16::MAX,
                ..good()
            },
        ),
        ("channel.delay", ChannelPhysics { delay: 0, ..good() }),
        (
            "channel.noise",
            ChannelPhysics {
                noise: -0.1,
                ..good()
            },
        ),
        (
            "channel.noise",
            ChannelPhysics {
                noise: 1.1,
                ..good()
            },
        ),
        (
            "channel.noise",
            ChannelPhysics {
                noise: f64::NAN,
                ..good()
            },
        ),
    ];
    for (key, channel) in cases {
        assert!(
            matches!(channel.validate(), Err(EnvError::Config { key: named, .. }) if named == key),
            "{channel:?}"
        );
    }
    assert_eq!(good().validate(), Ok(()));
    assert_eq!(
        ChannelPhysics {
            vocabulary: 65_534,
            silence: true,
            ..good()
        }
        .validate(),
        Ok(())
    );
}

#[test]
fn the_default_is_the_papers() {
    let ChannelPhysics {
        vocabulary,
        length,
        silence,
        delay,
        range,
        one_way,
        noise,
        muted,
    } = ChannelPhysics::default();
    assert_eq!((vocabulary, length, delay, range), (4, 1, 1, None));
    assert!(!silence && !one_way && !muted && noise == 0.0);
}
