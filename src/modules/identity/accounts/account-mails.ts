import type { MailTexts, RenderedMail } from '../../../kernel/mail/rendered-mail.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { currentTenant } from '../../tenancy/index.ts';
import { MailboxProof, type ProofPurpose } from '../model/mailbox-proof.entity.ts';
import { bindingTo, tokenOfProof } from '../model/mailbox-proof.ts';
import { User } from '../model/user.entity.ts';

declare module '../../../kernel/request/context.ts' {
  interface Settings {
    /** The URL that links in mails lead to, without a slash at the end; null: mails contain tokens to paste. */
    readonly accountUrl: string | null;
  }
}

/**
 * The mails about accounts. They contain no text from the requester (e.g. no name), because the recipient may not be
 * the requester.
 */
export const accountMails = {
  SIGN_UP: async (ctx: Context, id: string) => {
    const proof = await openProof(ctx, id);
    if (!proof) return null;
    const owner = await ctx.em.findOne(User, { $or: [{ email: proof.email }, { username: proof.email }] });
    if (owner) return owner.active ? haveAccount(ctx, proof.email) : null;
    return withToken(ctx, proof, 'Confirm your account at', 'confirm-sign-up', [
      'someone, probably you, has signed up with this address. Confirm it within 24 hours:',
      'If it was not you, do nothing: there will be no account.',
    ]);
  },

  PASSWORD_RESET: async (ctx: Context, id: string) => {
    const proof = await openProof(ctx, id);
    const user = proof && (await ctx.em.findOne(User, { email: proof.email, active: true }, { populate: ['passwordHash'] }));
    if (!proof || !user) return null;
    // The user is read only now; if an earlier attempt has stored one, user and password must still be the same.
    if (proof.user === null) Object.assign(proof, { user, boundTo: bindingTo(user) });
    if (proof.user?.id !== user.id || proof.boundTo !== bindingTo(user)) return null;
    return withToken(ctx, proof, 'Set a new password at', 'reset-password', [
      'someone, probably you, wants to set a new password for your account. You can within 30 minutes:',
      'If it was not you, do nothing: your password stays as it is.',
    ]);
  },

  EMAIL_CHANGE: async (ctx: Context, id: string) => {
    const proof = await openProof(ctx, id);
    const owner = proof && (await ctx.em.findOne(User, { $or: [{ email: proof.email }, { username: proof.email }] }));
    if (!proof) return null;
    if (owner) return owner.active && owner.id !== proof.user?.id ? haveAccount(ctx, proof.email) : null;
    return withToken(ctx, proof, 'Confirm your new address at', 'confirm-email-change', [
      'someone, probably you, wants to use this address for their account. Confirm it within 24 hours:',
      'If it was not you, do nothing: the address will not be used.',
    ]);
  },

  PASSWORD_CHANGED: async (ctx: Context, id: string) => {
    const user = await ctx.em.findOne(User, { id });
    return user?.email
      ? notice(ctx, user.email, 'Your password was changed at', 'the password of your account was changed, and you were signed out elsewhere.')
      : null;
  },

  EMAIL_CHANGED: async (ctx: Context, id: string) => {
    const proof = await ctx.em.findOne(MailboxProof, { id });
    const text = 'your account has another e-mail address now, and this one is used no longer.';
    return proof?.previousEmail ? notice(ctx, proof.previousEmail, 'Your e-mail address was changed at', text) : null;
  },
} satisfies Readonly<Record<ProofPurpose, unknown>> & MailTexts;

/** A proof that may still be used; null: none. */
function openProof(ctx: Context, id: string): Promise<MailboxProof | null> {
  return ctx.em.findOne(MailboxProof, { id, usedAt: null, expiresAt: { $gt: ctx.services.clock.now() } });
}

/** Mail to the owner of an address for which a second account was requested, by the owner or another person. */
function haveAccount(ctx: Context, to: string): Promise<RenderedMail> {
  const text =
    'someone, perhaps you, wanted to use this address for an account, but you have one with it already. Sign in, or set a new password if you forgot it.';
  return notice(ctx, to, 'You have an account at', text, 'If it was not you, do nothing: nothing has changed.');
}

async function notice(ctx: Context, to: string, subject: string, text: string, otherwise = NOT_YOU): Promise<RenderedMail> {
  const { name } = await currentTenant(ctx);
  return { to, subject: `${subject} ${name}`, text: written(name, [text, otherwise]), link: null };
}

const NOT_YOU = 'If it was not you, set a new password at once and tell us.';

/** Mail with a link or, without ACCOUNT_URL, the token to paste. The token is in the URL fragment, which is not sent to a server. */
async function withToken(ctx: Context, proof: MailboxProof, subject: string, page: string, [before, after]: readonly [string, string]): Promise<RenderedMail> {
  const { name, slug } = await currentTenant(ctx);
  const token = tokenOfProof(ctx.services, proof);
  const { accountUrl } = ctx.services.settings;
  const link = accountUrl === null ? token : `${accountUrl}/${page}?tenant=${encodeURIComponent(slug)}#token=${token}`;
  return { to: proof.email, subject: `${subject} ${name}`, text: written(name, [before, link, after]), link };
}

function written(brand: string, paragraphs: readonly string[]): string {
  return `${['Hello,', ...paragraphs, brand].join('\n\n')}\n`;
}
