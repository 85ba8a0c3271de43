//! All rows, by file. Each is a test of its own: `cargo nextest run --test chaos greeting::web_server`.
macro_rules! rows {
    ($($group:ident { $($name:ident)+ })+) => {
        $(
            mod $group {
                $(
                    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $name() {
                        crate::asked::check(stringify!($group), stringify!($name)).await;
                    }
                )+
            }
        )+

        const NAMES: &[(&str, &[&str])] = &[
            $((stringify!($group), &[$(stringify!($name)),+])),+
        ];
    };
}

rows! {
    greeting {
        first_120_then_220 first_120_then_220_in_one_packet first_120_then_421 without_text
        digits_inside two_hundred_lines bare_line_feeds byte_by_byte control_characters
        already_logged_in web_server ssh_server silence silence_after_120 cut_in_the_middle
        reset_at_once closed_at_once too_many_421 too_many_530 lines_without_end line_without_end
    }
    login {
        user_230 user_232 pass_202 user_331_of_many_lines pass_332 user_332 acct_202
        pass_332_and_none_known acct_530 acct_with_a_line_break user_314 pass_314 pass_331_again
        user_530 pass_530 pass_430 pass_633 pass_530_too_many user_530_too_many user_421 pass_421
        pass_silence pass_and_gone pass_and_reset type_314 type_226 type_504 feat_421
    }
    replies {
        code_alone code_and_blank feat_of_one_line feat_of_one_line_with_hyphen_and_end feat_500
        feat_without_leading_blanks feat_with_codes feat_with_digits bare_line_feeds mixed_line_ends
        nul_inside cr_inside control_characters_in_a_refusal pieces byte_by_byte many_lines
        line_of_17_kb buffer_boundaries lines_without_end lines_without_end_each_time
        line_without_end two_in_one_packet two_cut_anywhere no_reply_at_all no_reply_at_all_to_retr
        code_out_of_range another_code_at_the_end another_class_at_the_end cut_in_the_middle
        cut_before_the_last_line silence preliminary_to_a_command_without_data intermediate_to_mkd
        one_reply_too_many one_reply_too_many_of_the_same_kind unasked_reply unasked_421
        gone_between_two_commands cwd_421 cwd_421_always
    }
    folders {
        pwd_550 pwd_doubled_quotes pwd_unclosed_quote pwd_empty pwd_rubbish pwd_without_text
        pwd_control_characters pwd_cr pwd_nul pwd_of_17_kb pwd_os400 pwd_os400_in_lower_layers_only
        cwd_200 cwd_550 mkd_550 mkd_257_without_path dele_450 rnfr_550 rnfr_250 rnto_553
    }
    modes {
        epsv_500 passive_refused eprt_refused all_refused passive_refused_and_forced
        epsv_229_with_other_delimiters epsv_229_without_parentheses epsv_229_with_an_address
        epsv_port_1000000 epsv_port_1000000_forced epsv_port_0 epsv_without_a_port epsv_port_closed
        epsv_answered_with_200 late_reply_before_229 epsv_421 pasv_without_parentheses
        pasv_with_full_stop pasv_with_equals_sign pasv_of_many_lines pasv_1216_256 pasv_port_0
        pasv_names_another_host pasv_names_nobody pasv_closed retr_425 retr_425_after_150 active_425
        active_nobody_dials active_call_after_226 active_call_before_150
    }
    downloads {
        code_125 code_250 no_150 late_150 two_150s digits_in_150 empty_file early_226
        early_226_and_no_end two_226s short_and_226 short_and_426 reset_and_426 reset_and_226
        whole_and_451 whole_and_550 size_too_large size_too_small size_500 size_550 size_in_words
        size_rubbish size_beyond_numbers refused_550 refused_450 refused_532 refused_421
        refused_421_each_time intermediate refused_and_then_done silence_at_once silence_on_data
        stall_in_the_middle slow_data both_cut_in_the_middle confirmation_lost_by_a_cut
        confirmation_lost_by_a_reset confirmation_lost_in_silence
        confirmation_lost_and_the_size_is_another
    }
    uploads {
        code_125 early_226 refused_553 refused_532 refused_450 quota_552 whole_and_451 reset_and_552
        reset_and_226 half_kept size_500 never_taken thrown_out_in_the_middle
        confirmation_lost_by_a_cut confirmation_lost_in_silence
        confirmation_lost_while_the_file_grows
        confirmation_lost_and_the_size_is_another
    }
    listings {
        mlsd_refused mlsd_forbidden list_a_refused empty empty_450 empty_550 busy_450 refused_550 only_dots
        cut_and_426 cut_in_silence stall line_without_end bare_line_feeds dos unix_and_dos web_page
        facts_that_lie no_226 early_226
    }
}

/// A row that nobody runs proves nothing.
#[test]
fn every_row_is_run() {
    let named = NAMES.iter().map(|(group, names)| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        ((*group).to_owned(), names)
    });
    let named: std::collections::BTreeMap<String, Vec<String>> = named.collect();
    assert_eq!(named, crate::row::all_names());
}
