package dev.gatehouse.attempt;

/**
 * Port: whether passkeys work, for the list of logins that a page offers.
 */
public interface PasskeySwitch {

	boolean isOn();

}
